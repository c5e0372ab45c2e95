// A flood of addresses that nobody asks twice, one request in two: does it push out what all ask for, and does memory grow?
// REQUESTS sets how many.

import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { median, memory, program, serve, stop } from './processes.ts'

const REQUESTS = Number(process.env.REQUESTS ?? 60_000)
const PORT = 4320
const folder = mkdtempSync(join(tmpdir(), 'hostage-figures-bench-'))
const agent = new Agent({ keepAlive: true, maxSockets: 8 })

const ask = (path: string) =>
  new Promise<{ status: number; body: string; milliseconds: number }>((resolve, reject) => {
    const began = performance.now()
    get({ port: PORT, host: '127.0.0.1', path, agent }, (response) => {
      let body = ''
      response.on('data', (chunk) => {
        body += chunk
      })
      response.on('end', () =>
        resolve({ status: response.statusCode as number, body, milliseconds: performance.now() - began }),
      )
    }).on('error', reject)
  })

/** Answers that the cache may keep, but nobody wants; cursors that are none; parameters that there are not. */
const junk = [
  (turn: number) => `/v1/figures?reference_date_to=${new Date(turn * 86_400_000).toISOString().slice(0, 10)}`,
  (turn: number) => `/v1/figures?cursor=${turn}`,
  (turn: number) => `/v1/changes?x${turn}=1`,
  (turn: number) => `/v1/figures/figure_${turn}`,
]
const headlines = ['/v1/figures', '/v1/figures/held_living', '/v1/changes', '/v1/releases/latest']

const environment = {
  DATABASE_PATH: join(folder, 'figures.db'),
  LOG_LEVEL: 'silent',
  READ_LIMIT: '0',
  CACHE_BYTES: '4000000',
}
const command = [...program, 'serve']
const { child } = await serve({ name: 'ours', command, environment, path: '/v1/figures' }, PORT)
const count = async (name: string) => {
  const { body } = await ask('/metrics')
  return [...body.matchAll(new RegExp(`^${name}(?:\\{.*\\})? (\\d+)$`, 'gm'))].reduce(
    (sum, [, one]) => sum + Number(one),
    0,
  )
}

console.log(
  '| requests | of them junk | headlines asked | of them ready | p50 of these | memory |\n|---|---|---|---|---|---|',
)
for (const path of headlines) await ask(path)
const before = await count('http_finished_answers_total')
const times: number[] = []
for (let turn = 0; turn < REQUESTS; ) {
  const batch = Array.from({ length: 16 }, async () => {
    const number = turn++
    const pick = Math.floor(number / 2)
    if (number % 2 === 0) await ask((junk[pick % junk.length] as (turn: number) => string)(pick))
    else times.push((await ask(headlines[pick % headlines.length] as string)).milliseconds)
  })
  await Promise.all(batch)
  if (Math.floor(turn / (REQUESTS / 5)) === Math.floor((turn - 16) / (REQUESTS / 5))) continue
  const ready = (await count('http_finished_answers_total')) - before
  const cells = [turn, turn / 2, times.length, ready].map((cell) => cell.toLocaleString('en'))
  console.log(`| ${cells.join(' | ')} | ${median(times).toFixed(2)} ms | ${memory(child).toFixed(0)} MB |`)
}
await stop(child)
agent.destroy()
rmSync(folder, { recursive: true, force: true })
