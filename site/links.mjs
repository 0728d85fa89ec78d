// Every link and every resource of the built pages: the file exists, and the anchor in it. Javadoc's own pages are not read, but links to them are.
// With --self-test: whether each kind of problem is found.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { WWW } from './.vitepress/paths.mjs'

const base = process.env.SITE_BASE ?? '/'
const anchors = new Map()

function pages(root, folder = root) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name)
    if (entry.isDirectory()) return path.relative(root, file) === 'javadoc' ? [] : pages(root, file)
    return file.endsWith('.html') ? [file] : []
  })
}

function anchorsOf(file) {
  if (!anchors.has(file)) {
    const html = readFileSync(file, 'utf8')
    anchors.set(file, new Set([...html.matchAll(/\s(?:id|name)="([^"]*)"/g)].map((anchor) => anchor[1])))
  }
  return anchors.get(file)
}

function fileAt(root, pathname) {
  const file = path.join(root, decodeURIComponent(pathname).slice(base.length))
  return [file, file + '.html', path.join(file, 'index.html')].find((found) => existsSync(found) && statSync(found).isFile())
}

/** What is wrong with a link, or undefined. */
function problem(root, page, link) {
  const url = new URL(link.replaceAll('&amp;', '&'), 'http://site' + base + path.relative(root, page))
  if (url.host !== 'site') return undefined
  if (!url.pathname.startsWith(base)) return 'is outside of the site'
  const file = fileAt(root, url.pathname)
  if (!file) return 'no such file'
  const anchor = decodeURIComponent(url.hash.slice(1))
  return !anchor || !file.endsWith('.html') || anchorsOf(file).has(anchor) ? undefined : 'no such anchor'
}

/** What the browser would load from another host. */
function foreign(html) {
  const resources = [...html.matchAll(/<(?:script|img|iframe|source)[^>]*\ssrc="([^"]*)"|<link[^>]*\shref="([^"]*)"/g)]
  return resources.map((resource) => resource[1] ?? resource[2]).filter((url) => /^(https?:)?\/\//.test(url))
}

function check(root) {
  const broken = new Set()
  let links = 0
  const all = pages(root)
  for (const page of all) {
    const html = readFileSync(page, 'utf8')
    const name = path.relative(root, page)
    for (const [, link] of html.replace(/<script[\s\S]*?<\/script>/g, '').matchAll(/\s(?:href|src)="([^"]+)"/g)) {
      links++
      const what = problem(root, page, link)
      if (what) broken.add(`${name}: ${link}: ${what}`)
    }
    foreign(html).forEach((url) => broken.add(`${name}: ${url}: is on another host`))
  }
  console.log(`${all.length} pages, ${links} links, ${broken.size} broken`)
  return [...broken]
}

function selfTest() {
  const root = mkdtempSync(path.join(tmpdir(), 'links-'))
  try {
    mkdirSync(path.join(root, 'javadoc'))
    writeFileSync(path.join(root, 'javadoc/a.html'), '<a href="gone.html">')
    writeFileSync(path.join(root, 'b.html'), '<h2 id="here">')
    const links = ['b.html#here', 'b#here', 'b.html#gone', 'gone.html', 'javadoc/a.html', 'https://example.com/gone']
    const html = links.map((link) => `<a href="${base}${link}">`.replace(base + 'https', 'https')).join('')
    writeFileSync(path.join(root, 'a.html'), html + '<script src="https://example.com/a.js"></script>')
    const found = check(root).join('\n')
    const expected = [`a.html: ${base}b.html#gone: no such anchor`, `a.html: ${base}gone.html: no such file`, 'a.html: https://example.com/a.js: is on another host']
    if (found !== expected.join('\n')) throw new Error(`Found:\n${found}\nExpected:\n${expected.join('\n')}`)
  } finally {
    rmSync(root, { recursive: true })
  }
}

if (process.argv[2] === '--self-test') {
  selfTest()
} else {
  const broken = check(WWW)
  broken.forEach((line) => console.error(line))
  process.exit(broken.length > 0 ? 1 : 0)
}
