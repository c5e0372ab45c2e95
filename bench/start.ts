// How long a start takes, from the command to the first 200, and what an idle process holds: ours beside a bare node:http
// server, in turns. ROUNDS sets how many.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { median, memory, program, root, serve, stop, type Variant } from './processes.ts'

const ROUNDS = Number(process.env.ROUNDS ?? 7)
const folder = mkdtempSync(join(tmpdir(), 'hostage-figures-bench-'))
const variants: Variant[] = [
  { name: 'bare node:http', command: [process.execPath, join(root, 'bench/servers/bare.mjs')], path: '/' },
  {
    name: 'ours',
    command: [...program, 'serve'],
    environment: { DATABASE_PATH: join(folder, 'figures.db'), LOG_LEVEL: 'silent' },
    path: '/v1/figures',
  },
]
const times = new Map<string, { milliseconds: number; megabytes: number }[]>()
for (let round = 0; round <= ROUNDS; round++) {
  for (const variant of variants) {
    const { child, milliseconds } = await serve(variant, 4310)
    await wait(2_000)
    // The first makes the database, and what is compiled is kept for the next.
    if (round > 0)
      times.set(variant.name, [...(times.get(variant.name) ?? []), { milliseconds, megabytes: memory(child) }])
    await stop(child)
  }
}
console.log('| what | first 200 after | × bare | idle RSS | × bare |\n|---|---|---|---|---|')
const of = (name: string, key: 'milliseconds' | 'megabytes') => median((times.get(name) ?? []).map((one) => one[key]))
for (const { name } of variants) {
  const [time, held] = [of(name, 'milliseconds'), of(name, 'megabytes')]
  const ratios = [time / of('bare node:http', 'milliseconds'), held / of('bare node:http', 'megabytes')]
  console.log(
    `| ${name} | ${time.toFixed(0)} ms | ${ratios[0]?.toFixed(2)} | ${held.toFixed(0)} MB | ${ratios[1]?.toFixed(2)} |`,
  )
}
rmSync(folder, { recursive: true, force: true })
