// Uses the site as a reader does: searches for an error code and an event type and opens them, on a desktop and a phone, light and dark.
// No page is wider than the screen, logs an error, or asks another host. With a folder as argument: writes screenshots into it.
import assert from 'node:assert/strict'
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import path from 'node:path'
import { chromium } from 'playwright-core'
import { WWW } from './.vitepress/paths.mjs'

const base = process.env.SITE_BASE ?? '/'
const browserPath = process.env.CHROMIUM ?? '/usr/bin/chromium'
const pictures = process.argv[2]
const SCREENS = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } }
const SEARCHES = { 'exchange.no-publisher': 'troubleshooting.html', 'artifact.already-there': 'events.html' }
const SHOWN = ['index.html', 'start.html', 'troubleshooting.html', 'ci-and-registries.html', 'events.html', 'security.html', 'javadoc.html']
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.json': 'application/json' }

function serve() {
  const server = createServer((request, response) => {
    const name = decodeURIComponent(new URL(request.url, 'http://site').pathname).slice(base.length)
    const file = path.join(WWW, name)
    const found = [file, path.join(file, 'index.html'), file + '.html'].find((one) => existsSync(one) && statSync(one).isFile())
    response.writeHead(found ? 200 : 404, { 'content-type': TYPES[path.extname(found ?? '')] ?? 'application/octet-stream' })
    if (found) createReadStream(found).pipe(response)
    else response.end()
  })
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}

function documents(folder = WWW) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name)
    const name = path.relative(WWW, file)
    if (entry.isDirectory()) return ['javadoc', 'assets', 'source'].includes(name) ? [] : documents(file)
    return name.endsWith('.html') && name !== '404.html' ? [name] : []
  })
}

/** Collects what no page may do. */
function watch(page, site) {
  const problems = []
  page.on('console', (message) => message.type() === 'error' && problems.push(`${page.url()}: console: ${message.text()}`))
  page.on('pageerror', (error) => problems.push(`${page.url()}: ${error}`))
  page.on('response', (response) => response.status() >= 400 && problems.push(`${response.url()}: ${response.status()}`))
  page.on('request', (request) => {
    const url = new URL(request.url())
    if (url.protocol !== 'data:' && url.host !== site.host) problems.push(`${page.url()}: request to ${url.host}`)
  })
  return problems
}

async function search(page, site, words, target) {
  await page.goto(site.href)
  await page.locator('#local-search button').first().click()
  await page.locator('#localsearch-input').fill(words)
  const first = page.locator('.VPLocalSearchBox .result').first()
  await first.locator('.title', { hasText: words }).first().waitFor({ timeout: 30_000 })
  await page.locator('#localsearch-input').press('Enter')
  await page.waitForURL((url) => url.pathname.endsWith(target) && url.hash === '#' + words.replace('.', ''), { timeout: 30_000 })
  const heading = page.locator('h3', { hasText: words })
  await page.waitForFunction((id) => {
    const box = document.getElementById(id)?.getBoundingClientRect()
    return box && box.top >= 0 && box.bottom <= innerHeight
  }, words.replace('.', ''), { timeout: 30_000 })
  assert.equal(await heading.count(), 1)
}

async function requireNoOverflow(page, site, name) {
  await page.goto(new URL(name, site).href, { waitUntil: 'domcontentloaded' })
  const [content, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth])
  assert.ok(content <= screen, `${name} is ${content} pixels wide on a screen of ${screen}`)
}

const server = await serve()
const site = new URL(`http://127.0.0.1:${server.address().port}${base}`)
const browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] })
let passed = 0
try {
  for (const [screen, viewport] of Object.entries(SCREENS)) {
    for (const colorScheme of ['light', 'dark']) {
      const page = await browser.newPage({ viewport, colorScheme, hasTouch: screen === 'phone' })
      const problems = watch(page, site)
      for (const [words, target] of Object.entries(SEARCHES)) {
        await search(page, site, words, target)
        passed++
      }
      assert.equal(await page.evaluate(() => document.documentElement.classList.contains('dark')), colorScheme === 'dark')
      for (const name of screen === 'phone' && colorScheme === 'light' ? documents() : SHOWN) await requireNoOverflow(page, site, name)
      if (pictures) {
        for (const name of SHOWN) {
          await page.goto(new URL(name, site).href)
          await page.waitForTimeout(300)
          await page.screenshot({ path: path.join(pictures, `${name.replace('.html', '')}-${screen}-${colorScheme}.png`) })
        }
      }
      await page.goto(new URL('javadoc/core/index.html', site).href)
      assert.deepEqual(problems, [], `${screen}, ${colorScheme}`)
      passed++
      await page.close()
    }
  }
} finally {
  await browser.close()
  server.close()
}
console.log(`${passed} passed, 0 failed`)
