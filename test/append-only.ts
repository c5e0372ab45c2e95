import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { type Database, migrateDatabase } from '../src/store/database.ts'
import { rebuild } from '../src/store/rebuild.ts'
import { createTriggers, factTables } from '../src/store/triggers.ts'
import { contents, tablesOf } from './fixtures/contents.ts'
import { migrations } from './fixtures/press.ts'
import { smallPress } from './fixtures/small.ts'

/** Claims that no statement that would change or remove a fact is carried out. */
function refusesChanges(t: Test, db: Database) {
  const before = contents(db)
  for (const table of factTables) {
    t.ok(before[table]?.length, `${table} has rows`)
    const column = db.$client.pragma(`table_info(${table})`) as { name: string; pk: number }[]
    const columns = column.map(({ name }) => name)
    const key = column.filter(({ pk }) => pk > 0).map(({ name }) => name)
    const statements = [
      ...columns.map((name) => `UPDATE ${table} SET ${name} = ${name}`),
      `DELETE FROM ${table}`,
      `DELETE FROM ${table} WHERE rowid = (SELECT min(rowid) FROM ${table})`,
      `INSERT OR REPLACE INTO ${table} SELECT * FROM ${table}`,
      `INSERT INTO ${table} SELECT * FROM ${table} WHERE true ON CONFLICT (${key}) DO UPDATE SET ${key[0]} = ${key[0]}`,
    ]
    for (const statement of statements) {
      const error = { code: 'SQLITE_CONSTRAINT_TRIGGER', message: `${table} is append-only` }
      t.throws(() => db.$client.exec(statement), error, statement)
    }
  }
  t.strictSame(contents(db), before)
}

t.test('every table but those of keys, receipts and drafts is a table of facts', async (t) => {
  const { store } = await smallPress(t)
  t.strictSame(
    factTables.toSorted(),
    tablesOf(store.db).filter((table) => !['keys', 'receipts', 'drafts'].includes(table)),
  )
})

t.test('after a migration every table of facts refuses UPDATE, DELETE and REPLACE', async (t) => {
  const { store } = await smallPress(t)
  refusesChanges(t, store.db)
})

t.test('after a second migration they still do', async (t) => {
  const { store } = await smallPress(t)
  migrateDatabase(store.db, migrations)
  refusesChanges(t, store.db)
})

t.test('after a rebuild they still do', async (t) => {
  const { store } = await smallPress(t)
  rebuild(store)
  refusesChanges(t, store.db)
})

t.test(
  'after a migration that makes a table anew, as drizzle-kit does and with its triggers gone, they still do',
  async (t) => {
    const { store } = await smallPress(t)
    const folder = join(t.testdirName, 'migrations')
    cpSync(migrations, folder, { recursive: true })
    const steps = [
      'CREATE TABLE `__new_currents` (`figure` text NOT NULL, `release` integer NOT NULL, `reference_date` text, `revision` integer, `position` integer, PRIMARY KEY(`figure`, `release`));',
      'INSERT INTO `__new_currents` SELECT * FROM `currents`;',
      'DROP TABLE `currents`;',
      'ALTER TABLE `__new_currents` RENAME TO `currents`;',
    ]
    writeFileSync(join(folder, '9999_anew.sql'), steps.join('--> statement-breakpoint\n'))
    const journal = JSON.parse(readFileSync(join(folder, 'meta/_journal.json'), 'utf8'))
    journal.entries.push({ idx: 99, version: '6', when: Date.UTC(2100), tag: '9999_anew', breakpoints: true })
    writeFileSync(join(folder, 'meta/_journal.json'), JSON.stringify(journal))
    migrateDatabase(store.db, folder)
    refusesChanges(t, store.db)
  },
)

t.test('a trigger that was dropped is back after the next migration', async (t) => {
  const { store } = await smallPress(t)
  store.db.$client.exec('DROP TRIGGER releases_refuses_delete')
  migrateDatabase(store.db, migrations)
  refusesChanges(t, store.db)
})

t.test('each table of facts has its two triggers, and making them again makes no more', async (t) => {
  const { store } = await smallPress(t)
  createTriggers(store.db.$client)
  const triggers = store.db.$client.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all()
  t.same(
    triggers.toSorted(),
    factTables.flatMap((table) => [`${table}_refuses_delete`, `${table}_refuses_update`]).toSorted(),
  )
})
