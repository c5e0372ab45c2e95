import { cpSync, existsSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import t from 'tap'
import { allOrNothing, atomically, migrateDatabase, openDatabase } from '../src/store/database.ts'
import { openStore } from '../src/store/store.ts'
import { verify } from '../src/store/verify.ts'
import { contents, tablesOf } from './fixtures/contents.ts'
import { makeOlder } from './fixtures/older.ts'
import { emptyPress, migrations } from './fixtures/press.ts'
import { smallPress } from './fixtures/small.ts'

const tables = [
  'claims',
  'currents',
  'drafts',
  'figures',
  'identities',
  'keys',
  'receipts',
  'release_totals',
  'releases',
  'revisions',
  'sources',
]

t.test('a database writes ahead, waits for the disk and keeps references', (t) => {
  const { db } = emptyPress(t).store
  const pragma = (name: string) => db.$client.pragma(name, { simple: true })
  t.equal(pragma('journal_mode'), 'wal')
  t.equal(pragma('synchronous'), 2, 'FULL')
  t.equal(pragma('foreign_keys'), 1)
  t.equal(pragma('recursive_triggers'), 1)
  t.equal(pragma('busy_timeout'), 5000)
  t.throws(() => db.$client.exec("INSERT INTO currents (figure, release) VALUES ('held', 7)"), {
    code: 'SQLITE_CONSTRAINT_FOREIGNKEY',
  })
  t.end()
})

t.test('opening makes the file where there is none, and keeps what is in it where there is one', (t) => {
  const path = join(t.testdir(), 'figures.db')
  const first = openDatabase(path)
  first.$client.exec('CREATE TABLE kept (word TEXT)')
  first.$client.exec("INSERT INTO kept VALUES ('as it was')")
  first.$client.close()
  t.notOk(existsSync(`${path}-wal`), 'closing leaves one file')
  const second = openDatabase(path)
  t.teardown(() => second.$client.close())
  t.equal(second.$client.prepare('SELECT word FROM kept').pluck().get(), 'as it was')
  t.end()
})

t.test('a reader sees the state before a write until it is committed, and does not wait for it', (t) => {
  const { store, path } = emptyPress(t)
  const other = openDatabase(path)
  t.teardown(() => other.$client.close())
  const count = () => other.$client.prepare('SELECT count(*) FROM keys').pluck().get()
  atomically(store.db, () => {
    store.keys.add('desk', new Date(0))
    t.equal(count(), 0)
  })
  t.equal(count(), 1)
  t.end()
})

t.test('migrating an empty file makes the tables; migrating again changes nothing', (t) => {
  const { store } = emptyPress(t)
  t.strictSame(tablesOf(store.db), tables)
  const definitions = () => store.db.$client.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY name').all()
  const before = definitions()
  migrateDatabase(store.db, migrations)
  t.strictSame(definitions(), before)
  t.end()
})

t.test('a migration that fails leaves the tables as they were', (t) => {
  const { store } = emptyPress(t)
  store.keys.add('desk', new Date(0))
  const folder = join(t.testdirName, 'migrations')
  cpSync(migrations, folder, { recursive: true })
  writeFileSync(join(folder, '0001_broken.sql'), 'CREATE TABLE half (a);--> statement-breakpoint\nDROP TABLE missing;')
  const entries = [
    { idx: 0, version: '6', when: 1, tag: '0000_figures', breakpoints: true },
    { idx: 1, version: '6', when: 9_999_999_999_999, tag: '0001_broken', breakpoints: true },
  ]
  writeFileSync(join(folder, 'meta/_journal.json'), JSON.stringify({ version: '7', dialect: 'sqlite', entries }))
  const before = contents(store.db)
  t.throws(() => migrateDatabase(store.db, folder), { cause: { message: 'no such table: missing' } })
  t.strictSame(contents(store.db), before)
  t.notOk(store.db.$client.inTransaction)
  t.end()
})

t.test('a database from before revisions had positions holds the same as a new one once it is migrated', async (t) => {
  const { store, path } = await smallPress(t)
  const older = join(dirname(path), 'older.db')
  makeOlder(older, { present: path, versions: 4 })
  const old = openDatabase(older)
  t.teardown(() => old.$client.close())
  migrateDatabase(old, migrations)
  t.strictSame(contents(old), contents(store.db))
  t.equal(verify(openStore(old)), null)
})

t.test('several threads that migrate one empty file at the same moment all find the tables made', async (t) => {
  const path = join(t.testdir(), 'figures.db')
  openDatabase(path).$client.close()
  const program = `
    import { workerData } from 'node:worker_threads'
    const { path, migrations, gate, count, database } = workerData
    const { migrateDatabase, openDatabase } = await import(database)
    const db = openDatabase(path)
    const arrived = new Int32Array(gate)
    if (Atomics.add(arrived, 0, 1) + 1 === count) Atomics.notify(arrived, 0)
    else for (let seen = 0; (seen = Atomics.load(arrived, 0)) < count; ) Atomics.wait(arrived, 0, seen)
    migrateDatabase(db, migrations)
    db.$client.close()`
  const workerData = {
    path,
    migrations,
    gate: new SharedArrayBuffer(4),
    count: 3,
    database: new URL('../src/store/database.ts', import.meta.url).href,
  }
  const exits = Array.from({ length: workerData.count }, () => {
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(program)}`), {
      workerData,
      execArgv: [],
      env: {},
    })
    return new Promise((resolve) => worker.on('error', resolve).on('exit', resolve))
  })
  t.strictSame(await Promise.all(exits), [0, 0, 0])
  const db = openDatabase(path)
  t.teardown(() => db.$client.close())
  t.strictSame(tablesOf(db), tables)
  t.equal(
    db.$client.prepare('SELECT count(*) FROM __drizzle_migrations').pluck().get(),
    readdirSync(migrations).filter((name) => name.endsWith('.sql')).length,
  )
})

t.test('what is thrown in the middle of a transaction undoes all of it', async (t) => {
  const { db, keys } = emptyPress(t).store
  const failing = () => {
    keys.add('desk', new Date(0))
    throw new Error('It broke.')
  }
  t.throws(() => atomically(db, failing), { message: 'It broke.' })
  await t.rejects(
    allOrNothing(db, async () => failing()),
    { message: 'It broke.' },
  )
  t.strictSame(keys.list(), [])
  t.notOk(db.$client.inTransaction)
})

t.test('a transaction answers what its work answers, and what it wrote stays', async (t) => {
  const { db, keys } = emptyPress(t).store
  t.equal(
    atomically(db, () => keys.add('desk', new Date(0))?.slice(0, 3)),
    'hf_',
  )
  t.equal(await allOrNothing(db, async () => keys.add('night', new Date(1))?.slice(0, 3)), 'hf_')
  t.match(keys.list(), [{ name: 'desk' }, { name: 'night' }])
})

t.test('a transaction inside one for several releases is undone with it', async (t) => {
  const { db, keys } = emptyPress(t).store
  await t.rejects(
    allOrNothing(db, async () => {
      atomically(db, () => keys.add('desk', new Date(0)))
      throw new Error('The second one broke.')
    }),
    { message: 'The second one broke.' },
  )
  t.strictSame(keys.list(), [])
})
