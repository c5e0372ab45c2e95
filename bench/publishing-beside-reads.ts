// How long readers of what is ready wait while releases are published: reads at an even rate, without publishing and with
// releases of 1 and of 100 observations of ten figures, after some that warm up. SECONDS sets how long.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { drafts } from './drafts.ts'
import { program, serve, stop } from './processes.ts'

const SECONDS = Number(process.env.SECONDS ?? 40)
const PORT = 4330
const WARMING = 5
const folder = mkdtempSync(join(tmpdir(), 'hostage-figures-bench-'))
const agent = new Agent({ keepAlive: true, maxSockets: 8 })
const DATABASE_PATH = join(folder, 'figures.db')
const environment = { DATABASE_PATH, LOG_LEVEL: 'silent', WRITE_LIMIT: '0' }
const { child } = await serve({ name: 'ours', command: [...program, 'serve'], environment, path: '/v1/figures' }, PORT)
const [node = '', ...args] = [...program, 'keys', 'add', 'bench']
const key = execFileSync(node, args, { env: { ...process.env, ...environment } })
  .toString()
  .trim()

const read = () =>
  new Promise<number>((resolve, reject) => {
    const began = performance.now()
    get({ port: PORT, host: '127.0.0.1', path: '/v1/sources?as_of=2', agent }, (response) => {
      response.resume().on('end', () => resolve(performance.now() - began))
    }).on('error', reject)
  })

async function measure(perRelease: number, every: number) {
  const prefix = `figure_${perRelease}_${every}`
  const next = drafts({ revisions: 1e9, figures: Math.min(perRelease, 10), perRelease: Math.max(perRelease, 1) })
  const publish = async () => {
    const draft = JSON.stringify(next.next().value).replaceAll(/figure_(\d+)/g, `${prefix}_$1`)
    const body = draft.replaceAll(/"source-(\d+)"/g, `"source-${perRelease}-${every}-$1"`)
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
    const answer = await fetch(`http://127.0.0.1:${PORT}/v1/releases`, { method: 'POST', headers, body })
    if (answer.status !== 201) throw new Error(await answer.text())
  }
  for (let turn = 0; perRelease > 0 && turn < WARMING; turn++, await wait(500)) await publish()
  const ends = performance.now() + SECONDS * 1000
  const times: Promise<number>[] = []
  const reading = (async () => {
    for (; performance.now() < ends; await wait(2)) times.push(read())
  })()
  for (; perRelease > 0 && performance.now() < ends; await wait(every * 1000)) await publish()
  await reading
  const sorted = (await Promise.all(times)).toSorted((one, other) => one - other)
  const at = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(2)
  const what = perRelease === 0 ? 'nothing' : `${perRelease} observations every ${every} s`
  console.log(`| ${what} | ${at(0.5)} ms | ${at(0.99)} ms | ${at(0.9999)} ms |`)
}

console.log('| published meanwhile | p50 | p99 | slowest |\n|---|---|---|---|')
await read()
const plans = [
  { perRelease: 0, every: 1 },
  { perRelease: 1, every: 2 },
  { perRelease: 1, every: 10 },
  { perRelease: 100, every: 10 },
]
for (const { perRelease, every } of plans) await measure(perRelease, every)
await stop(child)
agent.destroy()
rmSync(folder, { recursive: true, force: true })
