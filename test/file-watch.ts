import { copyFileSync, existsSync, readFileSync, renameSync, rmSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t from 'tap'
import { atomically, inTurn, openDatabase } from '../src/store/database.ts'
import { fileWatch } from '../src/store/file-watch.ts'
import { bundledPress } from './fixtures/press.ts'

const gone = { code: 'unavailable', message: 'The file of the database was deleted or replaced while it was in use.' }
const cut = { code: 'unavailable', message: 'The write-ahead log of the database was cut off while it was in use.' }

t.test('the file that was opened is the one at its path, or it is told', async (t) => {
  const { store, path } = await bundledPress(t)
  t.doesNotThrow(store.requireFile)
  renameSync(path, `${path}.away`)
  t.throws(store.requireFile, gone)
  copyFileSync(`${path}.away`, path)
  t.throws(store.requireFile, gone, 'another file of the same bytes is another file')
  rmSync(path)
  renameSync(`${path}.away`, path)
  t.doesNotThrow(store.requireFile)
})

t.test(
  'looking at the files gives up none of the locks that keep other processes from cutting the index off',
  { skip: !existsSync('/proc/locks') && 'only Linux tells the locks' },
  async (t) => {
    const { store, path } = await bundledPress(t)
    const index = `:${statSync(`${path}-shm`).ino} `
    const locks = () =>
      readFileSync('/proc/locks', 'utf8')
        .split('\n')
        .filter((line) => line.includes(` ${process.pid} `) && line.includes(index))
    t.equal(locks().length, 1)
    t.doesNotThrow(store.requireFile)
    t.equal(locks().length, 1)
  },
)

t.test('a write-ahead log that lacks anything is told, and one that was folded into the database is not', async (t) => {
  const { store, path } = await bundledPress(t)
  store.db.$client.pragma('wal_checkpoint(TRUNCATE)')
  t.doesNotThrow(store.requireFile)
  store.keys.add('desk', new Date())
  t.doesNotThrow(store.requireFile)
  truncateSync(`${path}-wal`, 4_000)
  t.throws(store.requireFile, cut)
  rmSync(`${path}-wal`)
  t.throws(store.requireFile, cut)
})

t.test('pages of every size are reckoned with, and a database in memory has no file', (t) => {
  const path = join(t.testdir(), 'large.db')
  const large = new Sqlite(path)
  large.pragma('page_size = 65536')
  large.exec('CREATE TABLE words (word TEXT)')
  large.close()
  const db = openDatabase(path)
  t.teardown(() => db.$client.close())
  db.$client.exec("INSERT INTO words VALUES ('one')")
  t.doesNotThrow(fileWatch(db))
  truncateSync(`${path}-wal`, 60_000)
  t.throws(fileWatch(db), cut)
  const memory = openDatabase(':memory:')
  t.doesNotThrow(fileWatch(memory))
  memory.$client.close()
  t.end()
})

t.test('work waits its turn behind another writer, while this process goes on', async (t) => {
  const { store, path } = await bundledPress(t)
  const other = openDatabase(path)
  t.teardown(() => other.$client.close())
  other.$client.exec('BEGIN IMMEDIATE')
  let done = false
  const working = inTurn(store.db, () => {
    done = true
    return 'done'
  })
  await new Promise((resolve) => setTimeout(resolve, 60))
  t.equal(done, false)
  other.$client.exec('ROLLBACK')
  t.equal(await working, 'done')
  const patience = () => store.db.$client.pragma('busy_timeout', { simple: true })
  t.equal(patience(), 5_000)
  await t.rejects(
    inTurn(store.db, () => {
      throw new Error('Mine.')
    }),
    { message: 'Mine.' },
  )
  t.equal(patience(), 5_000)
  t.equal(
    atomically(store.db, () => 1),
    1,
  )
})
