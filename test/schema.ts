import { is, SQL } from 'drizzle-orm'
import { getTableConfig, type SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import t from 'tap'
import type { Database } from '../src/store/database.ts'
import * as schema from '../src/store/schema.ts'
import { tablesOf } from './fixtures/contents.ts'
import { emptyPress } from './fixtures/press.ts'

const tables = Object.values(schema).filter((value) => is(value, SQLiteTable)) as SQLiteTable[]
const names = (columns: { name: string }[]) => columns.map(({ name }) => name)
const byName = (one: { name: string }, other: { name: string }) => (one.name < other.name ? -1 : 1)
const byText = (one: object, other: object) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1)

/** A table as schema.ts describes it. */
function described(table: SQLiteTable) {
  const { name, columns, primaryKeys, indexes, foreignKeys } = getTableConfig(table)
  return {
    name,
    columns: columns.map((column) => ({
      name: column.name,
      type: column.getSQLType().toUpperCase(),
      notNull: column.notNull,
    })),
    primaryKey:
      primaryKeys[0] === undefined ? names(columns.filter(({ primary }) => primary)) : names(primaryKeys[0].columns),
    indexes: [
      ...indexes.map(({ config }) => ({
        name: config.name,
        unique: config.unique,
        columns: names(config.columns as SQLiteColumn[]),
        where: is(config.where, SQL) ? (config.where.queryChunks[0] as { value: string[] }).value.join('') : null,
      })),
      ...columns
        .filter((column) => column.isUnique)
        .map((column) => ({ name: column.uniqueName, unique: true, columns: [column.name], where: null })),
    ].sort(byText),
    foreignKeys: foreignKeys
      .map((key) => key.reference())
      .map(({ columns, foreignColumns, foreignTable }) => ({
        from: names(columns),
        table: getTableConfig(foreignTable).name,
        to: names(foreignColumns),
      }))
      .sort(byText),
  }
}

/** The same table as the migrations made it, in a real file. */
function migrated({ $client }: Database, name: string) {
  const all = <T>(sql: string, ...values: string[]) => $client.prepare(sql).all(...values) as T[]
  type Column = { name: string; type: string; notnull: number; pk: number }
  type Index = { name: string; unique: number; origin: string; partial: number }
  type Reference = { id: number; from: string; table: string; to: string }
  const columns = all<Column>('SELECT * FROM pragma_table_info(?)', name)
  const references = Map.groupBy(
    all<Reference>('SELECT * FROM pragma_foreign_key_list(?) ORDER BY id, seq', name),
    ({ id }) => id,
  )
  return {
    name,
    columns: columns.map(({ name, type, notnull }) => ({ name, type, notNull: notnull === 1 })),
    primaryKey: names(columns.filter(({ pk }) => pk > 0).sort((one, other) => one.pk - other.pk)),
    indexes: all<Index>('SELECT * FROM pragma_index_list(?)', name)
      .filter(({ origin }) => origin === 'c')
      .map((index) => {
        const [{ sql } = { sql: '' }] = all<{ sql: string }>('SELECT sql FROM sqlite_schema WHERE name = ?', index.name)
        return {
          name: index.name,
          unique: index.unique === 1,
          columns: names(all('SELECT name FROM pragma_index_info(?) ORDER BY seqno', index.name)),
          where: sql.split(' WHERE ')[1] ?? null,
        }
      })
      .sort(byText),
    foreignKeys: [...references.values()]
      .map((parts) => ({ from: parts.map(({ from }) => from), table: parts[0]?.table, to: parts.map(({ to }) => to) }))
      .sort(byText),
  }
}

t.test('the migrations make exactly the tables of the schema: columns, keys, indexes and references', (t) => {
  const { db } = emptyPress(t).store
  t.equal(tables.length, 11)
  t.strictSame(
    tables.map((table) => migrated(db, getTableConfig(table).name)).sort(byName),
    tables.map(described).sort(byName),
  )
  t.strictSame(tablesOf(db), names(tables.map(described)).sort(), 'and no others')
  t.end()
})

t.test(
  'every projected table says which release each row is from, and finds the rows of a release by an index',
  (t) => {
    const { db } = emptyPress(t).store
    for (const [name, table] of Object.entries(schema.projected)) {
      t.equal(getTableConfig(table).name, name, 'the list names each table as the database does')
      const { columns, foreignKeys } = described(table)
      t.strictSame(
        columns.find((column) => column.name === 'release'),
        { name: 'release', type: 'INTEGER', notNull: true },
      )
      t.strictSame(
        foreignKeys.find((key) => key.from.includes('release')),
        { from: ['release'], table: 'releases', to: ['number'] },
      )
      const [plan] = db.$client.prepare(`EXPLAIN QUERY PLAN SELECT * FROM ${name} WHERE release = 1`).all() as {
        detail: string
      }[]
      t.match(
        plan?.detail,
        new RegExp(`^SEARCH ${name} USING (INDEX \\w+|INTEGER PRIMARY KEY) \\((release|rowid)=\\?\\)$`),
      )
    }
    t.end()
  },
)
