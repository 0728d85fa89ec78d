// The pages are written for a plain Git host: its anchors and relative links become those of the site.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { isPicture, pageOf, ROOT, targetOf } from './paths.mjs'

/** The anchor that Git hosts make of a heading. */
export function slugify(heading) {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
    .replace(/ /g, '-')
}

/** Names that have a section of their own: error codes and event types. */
export function namedSections(page) {
  const text = readFileSync(path.join(ROOT, 'docs', page), 'utf8')
  return [...text.matchAll(/^### `?([a-z]+(?:\.[a-z-]+)?)`?$/gm)].map((heading) => heading[1])
}

function sections() {
  const links = new Map()
  for (const page of ['events.md', 'troubleshooting.md']) {
    for (const name of namedSections(page).filter((section) => section.includes('.'))) links.set(name, `${page}#${slugify(name)}`)
  }
  return links
}

/** @param origins the file of the repository that each page comes from */
export function repositoryPages(md, origins) {
  const named = sections()
  md.linkify.set({ fuzzyLink: false, fuzzyEmail: false })
  md.core.ruler.after('inline', 'repository-pages', (state) => {
    const page = state.env.relativePath
    const origin = origins[page]
    state.tokens.forEach((token, index) => {
      if (token.type !== 'inline') return
      const inHeading = state.tokens[index - 1]?.type === 'heading_open'
      if (origin) rewriteLinks(token.children, origin)
      if (!inHeading) linkNames(state, token, named)
    })
    if (page === 'troubleshooting.md' || page === 'events.md') anchorNames(state, named)
  })
}

function rewriteLinks(tokens, origin) {
  for (const token of tokens) {
    const attribute = { link_open: 'href', image: 'src' }[token.type]
    const target = attribute && targetOf(origin, token.attrGet(attribute))
    if (!target) continue
    const page = pageOf(target.file)
    if (!page) throw new Error(`${origin}: dead link ${token.attrGet(attribute)}`)
    token.attrSet(attribute, isPicture(target.file) ? '/' + target.file.replace(/^docs\//, '') : `/${page}${target.anchor}`)
  }
}

/** An error code or an event type in a text is a link to its section. */
function linkNames(state, inline, named) {
  let depth = 0
  inline.children = inline.children.flatMap((token) => {
    depth += { link_open: 1, link_close: -1 }[token.type] ?? 0
    if (depth > 0 || token.type !== 'code_inline' || !named.has(token.content)) return [token]
    const open = new state.Token('link_open', 'a', 1)
    open.attrSet('href', '/' + named.get(token.content))
    return [open, token, new state.Token('link_close', 'a', -1)]
  })
}

/** A second anchor, by the name as it is written: #exchange.rejected next to #exchangerejected. */
function anchorNames(state, named) {
  state.tokens.forEach((token, index) => {
    const name = state.tokens[index - 1]?.type === 'heading_open' && token.content.replaceAll('`', '')
    if (!name || !named.has(name)) return
    const anchor = new state.Token('html_inline', '', 0)
    anchor.content = `<span id="${name}"></span>`
    token.children.unshift(anchor)
  })
}
