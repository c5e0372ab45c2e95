// What an answer costs: ours, ready and not, beside raw node:http, bare Fastify, nginx and the peers that npm has, all with
// the same content. Three processes for each, in turns, and three looks at each of them once it is warm; medians, and ratios to
// raw node:http. ROUNDS and SECONDS set more, ONLY fewer: 'raw|ready' measures what has this in its name.

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import Database from 'better-sqlite3'
import {
  cpu,
  instruments,
  load,
  median,
  nginx,
  nginxConfig,
  program,
  root,
  serve,
  stop,
  type Variant,
} from './processes.ts'

const ROUNDS = Number(process.env.ROUNDS ?? 3)
const SECONDS = Number(process.env.SECONDS ?? 1)
const WARMING = 3
const LOOKS = 3
const PORT = 4300
const CONNECTIONS = 32
const FEW = 4

const folder = mkdtempSync(join(tmpdir(), 'hostage-figures-bench-'))
const node = (...args: string[]) => [process.execPath, '--disable-warning=ExperimentalWarning', ...args]
const ours = (database: string, settings: Record<string, string> = {}) => ({
  command: [...program, 'serve'],
  environment: { DATABASE_PATH: join(folder, database), LOG_LEVEL: 'silent', ...settings },
})
const uncached = { CACHE_BYTES: '0', READ_LIMIT: '1000000' }

/** What we answer at an address, written down for those who serve the same. */
async function told(path: string, name: string) {
  const { child } = await serve({ name, path, ...ours('told.db') }, PORT)
  const answer = await fetch(`http://127.0.0.1:${PORT}${path}`)
  const body = await answer.text()
  await wait(100)
  const again = await fetch(`http://127.0.0.1:${PORT}${path}`, { headers: { 'accept-encoding': 'identity' } })
  await stop(child)
  const headers = [...again.headers].filter(([field]) => !/^(date|connection|keep-alive)$/.test(field))
  const file = join(folder, `${name}.json`)
  writeFileSync(file, JSON.stringify({ path, headers, body }))
  return { file, body, tag: again.headers.get('etag') as string }
}

function nginxVariant(path: string, body: string): Variant[] {
  if (!nginx) return []
  const served = join(folder, 'static')
  writeFileSync(`${served}.json`, body)
  const config = join(folder, 'nginx.conf')
  writeFileSync(
    config,
    nginxConfig(
      folder,
      `keepalive_requests 1000000000; server { listen 127.0.0.1:${PORT};
       location = ${path} { default_type application/json; alias ${served}.json; } }`,
    ),
  )
  return [{ name: 'nginx, a static file', command: ['nginx', '-c', config, '-p', folder], path }]
}

/** The peers of the same kind, where somebody installed them: npm ci --prefix bench/peers. */
function peers(figures: object[], history: object[]): Variant[] {
  const modules = join(root, 'bench/peers/node_modules')
  if (!existsSync(modules)) return []
  const db = join(folder, 'db.json')
  const [named, dated] = [
    figures.map((one, index) => ({ id: index + 1, ...one })),
    history.map((one, index) => ({ id: index + 1, ...one })),
  ]
  writeFileSync(db, JSON.stringify({ figures: named, history: dated }))
  const table = join(folder, 'soul.db')
  const database = new Database(table)
  for (const [name, rows] of Object.entries({ figures: named, history: dated })) {
    const columns = Object.keys(rows[0] as object)
    database.exec(`CREATE TABLE ${name} (${columns.map((one) => `"${one}"`).join(', ')})`)
    const insert = database.prepare(`INSERT INTO ${name} VALUES (${columns.map(() => '?').join(', ')})`)
    const cell = (value: unknown) => (typeof value === 'object' && value !== null ? JSON.stringify(value) : value)
    for (const row of rows)
      insert.run(
        columns
          .map((one) => cell((row as Record<string, unknown>)[one]))
          .map((one) => (one === true ? 1 : one === false ? 0 : one)),
      )
  }
  database.close()
  const jsonServer = ['-q', '--port', String(PORT), db]
  return ['figures', 'history'].flatMap((name) => [
    {
      name: `json-server, ${name}`,
      command: node(join(modules, 'json-server/lib/cli/bin.js'), ...jsonServer),
      path: `/${name}`,
    },
    {
      name: `soul-cli, ${name}`,
      command: node(join(modules, 'soul-cli/src/server.js'), '-d', table, '-p', String(PORT)),
      path: `/api/tables/${name}/rows?_limit=100`,
    },
  ])
}

const current = await told('/v1/figures', 'figures')
const series = await told('/v1/figures/held_living/history', 'history')
const raw = (file: string, path: string, name = 'raw node:http'): Variant => ({
  name,
  command: node(join(root, 'bench/servers/raw.ts')),
  environment: { FILE: file },
  path,
})
const path = '/v1/figures'
const past = '/v1/figures/held_living/history'
const only = new RegExp(process.env.ONLY ?? '')
const all: Variant[] = [
  raw(current.file, path),
  { ...raw(current.file, path, 'bare Fastify'), command: node(join(root, 'bench/servers/fastify.ts')) },
  { name: 'ours, ready', path, ...ours('ready.db') },
  { name: 'ours, gzip', path, ...ours('ready.db'), headers: { 'Accept-Encoding': 'gzip' } },
  { name: 'ours, brotli', path, ...ours('ready.db'), headers: { 'Accept-Encoding': 'br' } },
  { name: 'ours, 304', path, ...ours('ready.db'), headers: { 'If-None-Match': current.tag } },
  { name: 'ours, not ready', path, ...ours('ready.db', uncached) },
  ...nginxVariant(path, current.body),
  { ...raw(series.file, past, 'raw node:http, history') },
  { name: 'ours, history, ready', path: past, ...ours('ready.db') },
  { name: 'ours, history, not ready', path: past, ...ours('ready.db', uncached) },
  ...peers(JSON.parse(current.body).figures, JSON.parse(series.body).observations),
]

const variants = all.filter(({ name }) => only.test(name))

type Measured = { microseconds: number; rate: number; p99: number }

async function measure(variant: Variant): Promise<Measured> {
  const { child } = await serve(variant, PORT)
  const asked = { port: PORT, path: variant.path, headers: variant.headers ?? {} }
  // It takes V8 some seconds to compile what is asked all the time, and again when as few as four ask.
  for (const connections of [CONNECTIONS, FEW]) await load({ ...asked, connections, seconds: WARMING })
  const looks: Measured[] = []
  while (looks.length < LOOKS) {
    const before = cpu(child)
    const { count, rate } = await load({ ...asked, connections: CONNECTIONS, seconds: SECONDS })
    const microseconds = ((cpu(child) - before) * 1000) / count
    const { p99 } = await load({ ...asked, connections: FEW, seconds: SECONDS })
    looks.push({ microseconds, rate, p99 })
  }
  await stop(child)
  const middle = (key: keyof Measured) => median(looks.map((look) => look[key]))
  return { microseconds: middle('microseconds'), rate: middle('rate'), p99: middle('p99') }
}

const measured = new Map<string, Measured[]>()
for (let round = 0; round < ROUNDS; round++)
  for (const variant of variants)
    measured.set(variant.name, [...(measured.get(variant.name) ?? []), await measure(variant)])

const of = (name: string, key: keyof Measured) => median((measured.get(name) ?? []).map((one) => one[key]))
const row = (cells: (string | number)[]) => console.log(`| ${cells.join(' | ')} |`)
console.log(`${ROUNDS} processes each, in turns, medians; ${instruments}.\n`)
row(['what', 'CPU per request', '× raw', 'requests a second', '× raw', 'p99 at 4 connections'])
row(['---', '---', '---', '---', '---', '---'])
for (const { name } of variants) {
  const base = /history/.test(name) ? 'raw node:http, history' : 'raw node:http'
  const [cost, rate] = [of(name, 'microseconds'), of(name, 'rate')]
  row([
    name,
    `${cost.toFixed(1)} µs`,
    (cost / of(base, 'microseconds')).toFixed(2),
    Math.round(rate).toLocaleString('en'),
    (rate / of(base, 'rate')).toFixed(2),
    `${of(name, 'p99').toFixed(2)} ms`,
  ])
}
rmSync(folder, { recursive: true, force: true })
