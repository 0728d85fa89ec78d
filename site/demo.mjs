// Records the demo: runs it and writes its output as a picture. With --check: whether the picture still shows what the demo prints.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const JAR = fileURLToPath(new URL('../trusted-publishing-cli/target/trusted-publish.jar', import.meta.url))
const PICTURE = fileURLToPath(new URL('../docs/pictures/demo.svg', import.meta.url))
const COLUMNS = 96
const LINE = 19
const CHARACTER = 7.6
const COMMAND = 'java -jar trusted-publish.jar demo'

/** The output without what differs from run to run; hashes are shortened as the proof of the demo shortens them. */
export function mask(output) {
  return output
    .replace(/(127\.0\.0\.1):\d+/g, '$1:8080')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, '2026-12-01T12:15:00Z')
    .replace(/\b\d+ ms\b/g, '... ms')
    .replace(/\S+\.jsonl/g, 'audit.jsonl')
    .replace(/\b([0-9a-f]{12})[0-9a-f]{52}\b/g, '$1...')
}

/** Breaks long lines between words, and indents the rest like the text of the first part. */
function wrap(line, indent = line.match(/^ +\[ok\] |^ *\S.*?  +/)?.[0].length ?? 0) {
  if (line.length <= COLUMNS) return [line]
  const end = line.lastIndexOf(' ', COLUMNS)
  if (end <= indent) return [line]
  return [line.slice(0, end).trimEnd(), ...wrap(' '.repeat(indent) + line.slice(end).trim(), indent)]
}

function escape(text) {
  return text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`)
}

function style(line) {
  if (line.startsWith('$')) return 'command'
  if (/^\d\. /.test(line)) return 'step'
  return line.includes('[ok]') ? 'ok' : 'plain'
}

/** One text for each line, which lights up after those before it; all can be read from the start. */
export function picture(masked) {
  const lines = [`$ ${COMMAND}`, '', ...masked.trimEnd().split('\n').flatMap((line) => wrap(line))]
  let y = 52
  let delay = 0
  const texts = lines.flatMap((line) => {
    if (line === '') {
      y += LINE / 2
      delay += 0.3
      return []
    }
    y += LINE
    delay += style(line) === 'step' ? 0.5 : 0.12
    const start = line.search(/\S/)
    const text = escape(line.trimStart())
    const x = (24 + start * CHARACTER).toFixed(1)
    return [`<text class="${style(line)}" x="${x}" y="${y}" xml:space="preserve" style="animation-delay:${delay.toFixed(2)}s">${text}</text>`]
  })
  const height = Math.ceil(y + 24)
  const width = Math.ceil(48 + COLUMNS * CHARACTER)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title description">
<title id="title">The demo: ${COMMAND}</title>
<desc id="description">${escape(masked.trim())}</desc>
<style>
text { font: 12.6px ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', 'DejaVu Sans Mono', monospace; fill: #cbd5e1; animation: appear 0.2s both; }
.command { fill: #ffffff; font-weight: 700; }
.step { fill: #2dd4bf; font-weight: 700; }
.ok { fill: #86efac; }
@keyframes appear { from { opacity: 0.4; } to { opacity: 1; } }
@media (prefers-reduced-motion: reduce) { text { animation: none; } }
</style>
<rect width="${width}" height="${height}" rx="12" fill="#0f172a" stroke="#334155"/>
<g><circle cx="26" cy="22" r="6" fill="#f87171"/><circle cx="46" cy="22" r="6" fill="#fbbf24"/><circle cx="66" cy="22" r="6" fill="#4ade80"/></g>
${texts.join('\n')}
</svg>
`
}

function run() {
  const [java, ...command] = COMMAND.replace('trusted-publish.jar', JAR).split(' ')
  return execFileSync(java, command, { encoding: 'utf8' })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const drawn = picture(mask(run()))
  if (process.argv[2] !== '--check') {
    writeFileSync(PICTURE, drawn)
  } else if (readFileSync(PICTURE, 'utf8') !== drawn) {
    console.error('docs/pictures/demo.svg is not what the demo prints. Record it again: node site/demo.mjs')
    process.exit(1)
  }
}
