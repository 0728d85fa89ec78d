// Copies the pages of the repository to target/pages and adds those that are made: sources, decisions, Javadoc, the command line.
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { documents, filesAt, isPicture, PAGES, pageOf, ROOT, targetOf } from './.vitepress/paths.mjs'

const COMMANDS = ['publish', 'verify', 'doctor', 'setup', 'audit check', 'sandbox', 'demo', 'completion']
const JAR = 'trusted-publishing-cli/target/trusted-publish.jar'
const origins = {}

function read(file) {
  return readFileSync(path.join(ROOT, file), 'utf8')
}

function write(page, text) {
  const file = path.join(PAGES, page)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, text)
}

function stageDocuments() {
  for (const file of documents()) {
    const page = pageOf(file)
    origins[page] = file
    write(page, read(file))
  }
}

/** The targets of all links that leave the pages: files and folders of the repository. */
function linkedSources() {
  const pages = new Set(documents())
  const linked = documents().flatMap((file) => {
    const text = read(file).replace(/^```.*?^```/gms, '')
    return [...text.matchAll(/\]\(([^)\s]+)\)|^\[[^\]]+\]:\s*(\S+)/gm)]
      .map((link) => targetOf(file, link[1] ?? link[2])?.file)
      .filter((target) => target && !pages.has(target) && !isPicture(target) && !pageOf(target)?.match(/^(adr|examples)\/index/))
  })
  return new Set(linked)
}

function stageSource(file) {
  const text = read(file)
  const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map((run) => run[0].length + 1)))
  const language = { java: 'java', kt: 'kotlin', kts: 'kotlin', json: 'json', xml: 'xml', sbt: 'scala', mill: 'scala', js: 'js', py: 'python', jsh: 'java' }
  const lines = text.endsWith('\n') ? text : text + '\n'
  write(pageOf(file), page(path.basename(file), `\`${file}\`\n\n${fence}${language[file.split('.').pop()] ?? 'text'}\n${lines}${fence}\n`))
}

function stageFolder(folder) {
  const files = filesAt(folder)
  files.filter((file) => !isPicture(file)).forEach(stageSource)
  const list = files.map((file) => `* [${file.slice(folder.length + 1)}](/${pageOf(file)})`)
  write(pageOf(folder), page(path.basename(folder), `The files of \`${folder}\`:\n\n${list.join('\n')}\n`))
}

/** A page that shows a source; the search leaves it out. */
function page(title, text) {
  return `---\nsearch: false\noutline: false\n---\n\n# ${title}\n\n${text}`
}

function stageSources() {
  for (const target of linkedSources()) {
    const files = filesAt(target)
    if (files.length === 0) throw new Error(`A page links to ${target}, which does not exist.`)
    if (files[0] === target) stageSource(target)
    else stageFolder(target)
  }
}

function stageDecisions() {
  const decisions = documents().filter((file) => file.startsWith('docs/adr/')).sort()
  const rows = decisions.map((file) => {
    const [, number, title] = read(file).match(/^# (\d+)\. (.*)$/m)
    return `| ${number} | [${title}](/${pageOf(file)}) |`
  })
  write('adr/index.md', `# Decisions\n\n| number | decision |\n| --- | --- |\n${rows.join('\n')}\n`)
}

/** The part of the README before its first section; the title is the home page's own. */
function stageHome() {
  const first = read('README.md').replace(/^# .*\n/, '').split(/^## /m)[0]
  origins['index.md'] = 'README.md'
  write('index.md', readFileSync(new URL('home.md', import.meta.url), 'utf8').replace('<!-- first screen -->', () => first.trim()))
}

function stageCommandLine() {
  const help = COMMANDS.map((command) => {
    const text = execFileSync('java', ['-jar', path.join(ROOT, JAR), ...command.split(' '), '--help'], { encoding: 'utf8' })
    return `## ${command}\n\n\`\`\`text\n${text.trim()}\n\`\`\`\n`
  })
  write('command-line.md', `# The command line\n\nWhat \`trusted-publish COMMAND --help\` prints. [Install](/install.md) it first.\n\n${help.join('\n')}`)
}

function stageJavadoc() {
  const modules = [...read('pom.xml').split('</modules>')[0].matchAll(/<module>(.*)<\/module>/g)].map((module) => module[1])
  const rows = modules.flatMap((module) => {
    const target = path.join(ROOT, module, 'target')
    const jar = existsSync(target) && readdirSync(target).find((file) => file.endsWith('-javadoc.jar'))
    if (!jar || ['relocated', 'trusted-publishing-cli'].includes(module)) return []
    const name = module.replace(/^trusted-publishing-/, '')
    const folder = path.join(PAGES, 'public/javadoc', name)
    mkdirSync(folder, { recursive: true })
    execFileSync('jar', ['xf', path.join(target, jar)], { cwd: folder })
    withoutFonts(path.join(folder, 'stylesheet.css'))
    const description = read(`${module}/pom.xml`).match(/<description>(.*)<\/description>/)[1]
    return [`<tr><td style="white-space: nowrap"><a :href="withBase('/javadoc/${name}/index.html')" target="_self">${name}</a></td><td>${description}</td></tr>`]
  })
  for (const needed of ['api', 'core', 'audit']) {
    if (!rows.some((row) => row.includes(`/javadoc/${needed}/`))) throw new Error(`There is no Javadoc of ${needed}.`)
  }
  const script = "<script setup>\nimport { withBase } from 'vitepress'\n</script>\n"
  write('javadoc.md', `${script}\n# Javadoc\n\n<table><thead><tr><th>module</th><th>what it is</th></tr></thead><tbody>\n${rows.join('\n')}\n</tbody></table>\n`)
}

/** Not every JDK has the fonts that its style sheet names. */
function withoutFonts(styles) {
  writeFileSync(styles, readFileSync(styles, 'utf8').replace(/@import url\('resources\/fonts\/.*\n/, ''))
}

function stageFiles() {
  const files = filesAt('docs').filter((file) => isPicture(file) || file.startsWith('docs/schema/'))
  for (const file of files) cpSync(path.join(ROOT, file), path.join(PAGES, 'public', file.slice('docs/'.length)), { recursive: true })
  cpSync(new URL('assets', import.meta.url), path.join(PAGES, 'public'), { recursive: true })
}

rmSync(PAGES, { recursive: true, force: true })
stageDocuments()
stageSources()
stageDecisions()
stageHome()
stageCommandLine()
stageJavadoc()
stageFiles()
writeFileSync(path.join(PAGES, '../origins.json'), JSON.stringify(origins, undefined, 1))
console.log(`staged ${Object.keys(origins).length} pages of the repository`)
