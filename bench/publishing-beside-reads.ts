// How long readers of what is ready wait while releases are published: reads at an even rate, without publishing and with one
// release every other second, of 1 and of 100 observations. SECONDS sets how long.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { drafts } from './drafts.ts'
import { root, serve, stop } from './processes.ts'

const SECONDS = Number(process.env.SECONDS ?? 20)
const PORT = 4330
const EVERY = 2_000
const folder = mkdtempSync(join(tmpdir(), 'hostage-figures-bench-'))
const agent = new Agent({ keepAlive: true, maxSockets: 8 })
const DATABASE_PATH = join(folder, 'figures.db')
const environment = { DATABASE_PATH, LOG_LEVEL: 'silent', WRITE_LIMIT: '0' }
const cli = [process.execPath, join(root, 'dist/cli.js')]
const { child } = await serve({ name: 'ours', command: [...cli, 'serve'], environment, path: '/v1/figures' }, PORT)
const [program = '', ...args] = [...cli, 'keys', 'add', 'bench']
const key = execFileSync(program, args, { env: { ...process.env, ...environment } })
  .toString()
  .trim()

const read = () =>
  new Promise<number>((resolve, reject) => {
    const began = performance.now()
    get({ port: PORT, host: '127.0.0.1', path: '/v1/sources?as_of=2', agent }, (response) => {
      response.resume().on('end', () => resolve(performance.now() - began))
    }).on('error', reject)
  })

async function measure(perRelease: number) {
  const next = drafts({ revisions: 1e9, figures: Math.max(perRelease, 1), perRelease: Math.max(perRelease, 1) })
  const ends = performance.now() + SECONDS * 1000
  const times: Promise<number>[] = []
  const reading = (async () => {
    for (; performance.now() < ends; await wait(2)) times.push(read())
  })()
  for (; perRelease > 0 && performance.now() < ends; await wait(EVERY)) {
    const draft = JSON.stringify(next.next().value).replaceAll(/figure_(\d+)/g, `figure_${perRelease}_$1`)
    const body = draft.replaceAll(/"source-(\d+)"/g, `"source-${perRelease}-$1"`)
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
    const answer = await fetch(`http://127.0.0.1:${PORT}/v1/releases`, { method: 'POST', headers, body })
    if (answer.status !== 201) throw new Error(await answer.text())
  }
  await reading
  const sorted = (await Promise.all(times)).toSorted((one, other) => one - other)
  const at = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(2)
  const what = perRelease === 0 ? 'nothing' : `${perRelease} observations every ${EVERY / 1000} s`
  console.log(`| ${what} | ${at(0.5)} ms | ${at(0.99)} ms | ${at(0.9999)} ms |`)
}

console.log('| published meanwhile | p50 | p99 | slowest |\n|---|---|---|---|')
await read()
for (const perRelease of [0, 1, 100]) await measure(perRelease)
await stop(child)
agent.destroy()
rmSync(folder, { recursive: true, force: true })
