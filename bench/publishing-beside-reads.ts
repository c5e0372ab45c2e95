// How long readers of what is ready wait while releases are published: reads at an even rate, without publishing and with
// releases of 1 and of 100 observations of ten figures. Who reads and who publishes are processes of their own, on another
// core than the service. SECONDS sets how long.

import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { pinOurselves, program, root, serve, spawnPinned, stop } from './processes.ts'

const SECONDS = Number(process.env.SECONDS ?? 40)
const PORT = 4330
const folder = mkdtempSync(join(tmpdir(), 'hostage-figures-bench-'))
const agent = new Agent({ keepAlive: true, maxSockets: 8 })
const DATABASE_PATH = join(folder, 'figures.db')
const environment = { DATABASE_PATH, LOG_LEVEL: 'silent', WRITE_LIMIT: '0' }
const { child } = await serve({ name: 'ours', command: [...program, 'serve'], environment, path: '/v1/figures' }, PORT)
pinOurselves(1)
const [node = '', ...args] = [...program, 'keys', 'add', 'bench']
const KEY = execFileSync(node, args, { env: { ...process.env, ...environment } })
  .toString()
  .trim()

const read = () =>
  new Promise<number>((resolve, reject) => {
    const began = performance.now()
    get({ port: PORT, host: '127.0.0.1', path: '/v1/sources?as_of=2', agent }, (response) => {
      response.resume().on('end', () => resolve(performance.now() - began))
    }).on('error', reject)
  })

/** Publishes from now on; answers once the service has warmed up. */
async function publisher(perRelease: number, every: number) {
  const env = { PORT, KEY, PER_RELEASE: perRelease, EVERY: every, PREFIX: `${perRelease}${every}0` }
  const publishing = spawnPinned(1, [process.execPath, join(root, 'bench/publisher.ts')], env)
  await Promise.race([
    once(publishing.stdout, 'data'),
    once(publishing, 'exit').then(() => Promise.reject(new Error('The publisher ended.'))),
  ])
  return publishing
}

async function measure(perRelease: number, every: number) {
  const publishing = perRelease === 0 ? undefined : await publisher(perRelease, every)
  const ends = performance.now() + SECONDS * 1000
  const reads: Promise<number>[] = []
  for (; performance.now() < ends; await wait(2)) reads.push(read())
  const times = (await Promise.all(reads)).toSorted((one, other) => one - other)
  publishing?.kill()
  const at = (share: number) => (times[Math.floor(times.length * share)] ?? 0).toFixed(2)
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
