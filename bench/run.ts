// npm run bench [-- NAME…]: all measurements, or those named, one after the other, as tables.

import { spawnSync } from 'node:child_process'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'

const titles = {
  reads: 'What an answer costs',
  flood: 'A flood of addresses that nobody asks twice',
  start: 'A start, and an idle process',
  'publishing-beside-reads': 'Readers while releases are published',
  queries: 'What a read costs as the history grows',
  publishing: 'What a publish costs',
  stampede: 'Two empty caches and a crowd',
  cdn: 'A thousand million requests a day',
}

const names = process.argv.slice(2)
const unknown = names.find((name) => !Object.hasOwn(titles, name))
if (unknown !== undefined) {
  console.error(`There is no measurement "${unknown}". There are ${Object.keys(titles).join(', ')}.`)
  process.exit(2)
}
const gigabytes = Math.round(totalmem() / 2 ** 30)
console.log(`Node.js ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}, ${gigabytes} GB.`)
for (const [name, title] of Object.entries(titles)) {
  if (names.length > 0 && !names.includes(name)) continue
  console.log(`\n## ${title}\n`)
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, `${name}.ts`)], { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
