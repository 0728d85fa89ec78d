// Where the files of the repository are on the site.
import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))
export const TARGET = path.join(ROOT, 'site/target')
export const PAGES = path.join(TARGET, 'pages')
export const WWW = path.join(TARGET, 'www')

const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' })
  .split('\n')
  .filter(Boolean)

/** Pages that are not in docs/, or have another name on the site. */
const NAMED = new Map([
  ['README.md', 'start.md'],
  ['CONTRIBUTING.md', 'contributing.md'],
  ['RELEASING.md', 'releasing.md'],
  ['SECURITY.md', 'security-policy.md'],
  ['CHANGELOG.md', 'changelog.md'],
  ['docs/adr', 'adr/index.md'],
  ['docs/examples', 'examples/index.md'],
  ['docs/examples/README.md', 'examples/index.md'],
])

/** All files of the repository that are pages. */
export function documents() {
  const inDocs = tracked.filter((file) => /^docs\/(adr\/)?[^/]+\.md$/.test(file))
  return [...inDocs, ...[...NAMED.keys()].filter((file) => file.endsWith('.md'))]
}

/** The files in a folder of the repository, or the file itself; empty if there is none. */
export function filesAt(file) {
  return tracked.filter((other) => other === file || other.startsWith(file + '/'))
}

export function isPicture(file) {
  return /\.(svg|png)$/.test(file)
}

/** The page of a file or folder of the repository, relative to the site's root; undefined if there is no such file. */
export function pageOf(file) {
  if (NAMED.has(file)) return NAMED.get(file)
  if (filesAt(file).length === 0) return undefined
  if (/^docs\/(adr\/)?[^/]+\.md$/.test(file)) return file.slice('docs/'.length)
  const visible = file.replace(/(^|\/)\./g, '$1')
  return filesAt(file)[0] === file ? `source/${visible.replace(/\.md$/, '')}.md` : `source/${visible}/index.md`
}

/** The file of the repository that a relative link names, and the anchor; undefined for a link to another site. */
export function targetOf(from, href) {
  if (/^[a-z][a-z+.-]*:|^\/|^#/i.test(href)) return undefined
  const [file, anchor] = decodeURI(href).split('#')
  return { file: path.posix.join(path.posix.dirname(from), file).replace(/\/$/, ''), anchor: anchor ? '#' + anchor : '' }
}
