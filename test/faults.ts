// What the real process does when its disk, its file or another process fails it: reads are answered where they can be,
// writes are refused with 503, the state is told, and no release is ever half there.

import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import t, { type Test } from 'tap'
import { run } from './fixtures/command.ts'
import { addition } from './fixtures/drafts.ts'
import { bundle, type Serving, serving } from './fixtures/killing.ts'
import { root } from './fixtures/press.ts'
import { start } from './fixtures/process.ts'

const { folder, file } = await bundle(t)

/** A database with the bundled releases and a key, not in use. */
async function prepared(name: string, where = folder) {
  const path = join(where, name)
  await run(path, ['serve'], { environment: { PORT: '0', LOG_LEVEL: 'silent' }, stopped: AbortSignal.abort() })
  const [key = ''] = (await run(path, ['keys', 'add', 'desk'])).out
  return { path, key }
}

/** What a service answers, with how long it took in milliseconds. */
const asking = ({ address }: Serving, key: string) => ({
  get: async (path: string) => {
    const began = Date.now()
    const answer = await fetch(address + path)
    return { status: answer.status, text: await answer.text(), took: Date.now() - began }
  },
  post: async (day: number, note = 'A day.') => {
    const draft = addition({ reference_date: new Date(Date.UTC(2025, 2, 10 + day)).toISOString().slice(0, 10) })
    const answer = await fetch(`${address}/v1/releases`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ...draft, note }),
    })
    const { detail, number } = (await answer.json()) as { detail?: string; number?: number }
    return { status: answer.status, retry: answer.headers.get('retry-after'), detail, number }
  },
})

const refused = (detail: string) => ({ status: 503, retry: '5', detail, number: undefined })
const logged = ({ log }: Serving, sentence: string) => log.some((line) => line.includes(sentence))

async function killed({ child, ended }: Serving) {
  child.kill('SIGKILL')
  await ended
}

/** Claims that the file holds these releases and verifies. */
async function holds(t: Test, path: string, releases: number) {
  const { code, out, err } = await run(path, ['verify'])
  t.match({ code, out, err }, { code: 0, out: [new RegExp(`^Releases 1 to ${releases} are`)], err: [] })
}

// Beside the folder of the test, which could not be removed with a disk in it.
const room = mkdtempSync(join(tmpdir(), 'hostage-figures-'))
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1536k', 'tmpfs', room]).status === 0
t.teardown(() => {
  if (mounted) spawnSync('umount', ['-l', room])
  rmSync(room, { recursive: true })
})
const skip = !mounted && 'only root can mount a disk that is small enough'

t.test(
  'when the disk is full, readers are served, nothing is half there, and it goes on once there is room',
  { skip },
  async (t) => {
    const { path, key } = await prepared('full.db', room)
    const ballast = join(room, 'ballast')
    writeFileSync(ballast, Buffer.alloc(500_000))
    const service = await serving(t, { file, path })
    const { get, post } = asking(service, key)
    let [published, answer] = [2, await post(0, 'x'.repeat(20_000))]
    for (let day = 1; answer.status === 201; day++) {
      published = answer.number as number
      answer = await post(day, 'x'.repeat(20_000))
    }
    const sentence = 'The disk is full, or the database may not grow.'
    t.strictSame(answer, refused(`${sentence} Nothing was stored.`))
    t.equal((await get('/v1/figures')).status, 200)
    const ready = await get('/health/ready')
    t.strictSame(JSON.parse(ready.text), { ready: true, release: published, publishing_trouble: sentence })
    t.ok(logged(service, sentence))
    rmSync(ballast)
    t.equal((await post(500)).number, published + 1)
    t.equal(JSON.parse((await get('/health/ready')).text).publishing_trouble, null)
    await killed(service)
    await holds(t, path, published + 1)
  },
)

t.test(
  'while another writer holds the database, readers do not wait, and a publisher is told to come again',
  async (t) => {
    const { path, key } = await prepared('locked.db')
    const service = await serving(t, { file, path })
    const { get, post } = asking(service, key)
    const other = new Sqlite(path)
    other.exec('BEGIN IMMEDIATE')
    const posting = post(0)
    let slowest = 0
    for (let asked = 0; asked < 20; asked++) {
      const { status, took } = await get('/v1/figures')
      t.equal(status, 200)
      slowest = Math.max(slowest, took)
      await setTimeout(50)
    }
    t.ok(slowest < 2_000, `the slowest reader waited ${slowest} ms`)
    t.strictSame(await posting, refused('The database is in use by another writer. Nothing was stored.'))
    t.match(
      JSON.parse((await get('/health/ready')).text).publishing_trouble,
      'The database is in use by another writer.',
    )
    const patient = post(0)
    await setTimeout(200)
    other.exec('ROLLBACK')
    other.close()
    t.match(await patient, { status: 201, number: 3 })
    t.equal(JSON.parse((await get('/health/ready')).text).publishing_trouble, null)
    await killed(service)
    await holds(t, path, 3)
  },
)

// Root may write to any file; without this power it is held to the rights of the file, like everybody else.
const through = process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override', '--'] : []

t.test('a database that may only be read is served, and whoever publishes is told', async (t) => {
  const { path, key } = await prepared('read.db')
  chmodSync(path, 0o444)
  const service = await serving(t, { file, path, through })
  const { get, post } = asking(service, key)
  const sentence = 'The database can be read and not written.'
  t.strictSame(await post(0), refused(`${sentence} Nothing was stored.`))
  t.equal((await get('/v1/figures?reference_date_to=2025-01-01')).status, 200)
  const ready = await get('/health/ready')
  t.strictSame(JSON.parse(ready.text), { ready: true, release: 2, publishing_trouble: sentence })
  t.ok(logged(service, sentence))
  await killed(service)
  await holds(t, path, 2)
})

t.test('in a folder that may only be read a service does not start, and says what it needs', async (t) => {
  const inside = join(folder, 'inside')
  mkdirSync(inside)
  const { path } = await prepared('read.db', inside)
  chmodSync(path, 0o444)
  chmodSync(inside, 0o555)
  t.teardown(() => chmodSync(inside, 0o755))
  const [program, first, ...others] = [...through, process.execPath, join(root, 'src/cli.ts'), 'serve']
  const started = start(t, others, { program, file: first, environment: { DATABASE_PATH: path, PORT: '0' } })
  const err = 'The database can be read and not written: the file and its folder have to be writable.\n'
  t.match(await started.ended, { code: 1, out: '', err })
})

t.test('a damaged page is told, to readers, in the log, and to whoever asks whether it is ready', async (t) => {
  const { path, key } = await prepared('damaged.db')
  const sqlite = new Sqlite(path)
  const page = sqlite.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'revisions'").pluck().get() as number
  const size = sqlite.pragma('page_size', { simple: true }) as number
  sqlite.close()
  writeSync(openSync(path, 'r+'), Buffer.alloc(size, 0xff), 0, size, (page - 1) * size)
  const service = await serving(t, { file, path })
  const { get, post } = asking(service, key)
  t.equal((await get('/v1/releases')).status, 200, 'what is not damaged is served')
  const sentence = 'The database file is damaged.'
  const figures = await get('/v1/figures')
  t.strictSame([figures.status, JSON.parse(figures.text).detail], [503, `${sentence} Nothing was stored.`])
  const ready = await get('/health/ready')
  t.strictSame([ready.status, JSON.parse(ready.text).detail], [503, sentence])
  t.strictSame(await post(0), refused(`${sentence} Nothing was stored.`))
  t.ok(logged(service, sentence))
  await killed(service)
  t.equal((await run(path, ['verify'])).code, 1)
})

t.test(
  'a file that is deleted or replaced in use takes no more releases, and is not made anew in silence',
  async (t) => {
    const { path, key } = await prepared('deleted.db')
    const service = await serving(t, { file, path })
    const { get, post } = asking(service, key)
    t.equal((await post(0)).number, 3)
    renameSync(path, `${path}.away`)
    const sentence = 'The file of the database was deleted or replaced while it was in use.'
    t.strictSame(await post(1), refused(sentence))
    const ready = await get('/health/ready')
    t.strictSame([ready.status, JSON.parse(ready.text).detail], [503, sentence])
    t.equal((await get('/v1/figures')).status, 200, 'what was published is still read from the file that is open')
    t.ok(logged(service, sentence))
    await killed(service)
    const { code, err } = await run(path, ['serve'], { environment: { PORT: '0' } })
    t.strictSame(
      [code, err],
      [1, [`There is "${path}-wal" and no "${path}": the database was moved or deleted without its write-ahead log.`]],
    )
    renameSync(`${path}.away`, path)
    await holds(t, path, 3)
  },
)

t.test(
  'a write-ahead log cut off anywhere leaves whole releases, and a service that runs never answers otherwise',
  async (t) => {
    const { path, key } = await prepared('cut.db')
    const service = await serving(t, { file, path })
    const { get, post } = asking(service, key)
    for (let day = 0; day < 6; day++) t.equal((await post(day)).number, day + 3)
    const before = await get('/v1/figures?as_of=8')
    await setTimeout(50)
    const [main, wal] = [readFileSync(path), readFileSync(`${path}-wal`)]
    truncateSync(`${path}-wal`, wal.length >> 1)
    const after = await get('/v1/figures?as_of=8')
    t.ok(after.status === 503 || after.text === before.text, `answered ${after.status}`)
    const answer = await post(7)
    t.equal(answer.status, 503)
    await killed(service)
    const cuts = [0, 31, 32, 5_000, wal.length >> 2, wal.length >> 1, wal.length - 4_000, wal.length - 1, wal.length]
    const kept: number[] = []
    for (const cut of cuts) {
      const copy = join(folder, `cut-${cut}.db`)
      writeFileSync(copy, main)
      writeFileSync(`${copy}-wal`, wal.subarray(0, cut))
      const { code, out } = await run(copy, ['verify'])
      t.equal(code, 0, `cut at ${cut} of ${wal.length}`)
      kept.push(Number(/^Releases 1 to (\d+)/.exec(out[0] ?? '')?.[1]))
    }
    t.strictSame(kept, kept.toSorted(), `${kept} releases are left`)
    t.equal(kept.at(-1), 8)
  },
)
