import { readFileSync } from 'node:fs'
import path from 'node:path'
import { repositoryPages, slugify } from './markdown.mjs'
import { nav, sidebar } from './navigation.mjs'
import { PAGES, TARGET, WWW } from './paths.mjs'

const base = process.env.SITE_BASE ?? '/' // where the site will be, such as /trusted-publishing/
const origins = JSON.parse(readFileSync(path.join(TARGET, 'origins.json'), 'utf8'))
// A page can't ask another host for anything, whatever is in it.
const policy = "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"

export default {
  title: 'Trusted Publishing',
  titleTemplate: ':title · Trusted Publishing for the JVM',
  description: 'Publish packages from a CI job without a stored secret: a Java library, a command line, and a Maven plug-in for PyPI and npm.',
  lang: 'en-US',
  base,
  srcDir: PAGES,
  outDir: WWW,
  cacheDir: path.join(TARGET, 'cache'),
  head: [
    ['meta', { 'http-equiv': 'Content-Security-Policy', content: policy }],
    ['link', { rel: 'icon', type: 'image/svg+xml', href: `${base}logo.svg` }],
    ['meta', { name: 'theme-color', content: '#0f766e' }],
  ],
  markdown: {
    anchor: { slugify },
    attrs: { disable: true },
    config: (md) => repositoryPages(md, origins),
    theme: { light: 'github-light-high-contrast', dark: 'github-dark' },
  },
  themeConfig: {
    logo: { src: '/logo.svg', alt: '' },
    siteTitle: 'Trusted Publishing',
    nav,
    sidebar,
    outline: { level: [2, 3], label: 'On this page' },
    search: {
      provider: 'local',
      options: {
        _render: (text, env, md) => {
          const html = md.render(text, env)
          return env.frontmatter?.search === false ? '' : html
        },
        miniSearch: { searchOptions: { combineWith: 'AND', fuzzy: 0.1, prefix: true, boost: { title: 4, text: 2, titles: 1 } } },
      },
    },
    docFooter: { prev: 'Before', next: 'Next' },
    footer: { message: 'Apache License 2.0' },
  },
}
