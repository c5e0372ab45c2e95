import { eq, getTableColumns, sql } from 'drizzle-orm'
import t from 'tap'
import { rowReader } from '../src/store/rows.ts'
import { claims, identities, sources } from '../src/store/schema.ts'
import { bundledPress } from './fixtures/press.ts'

t.test('rows are those that drizzle makes, with truth values, lists, groups and what SQL works out', async (t) => {
  const { db } = (await bundledPress(t)).store
  const length = sql<number>`length(wording)`
  const counted = { ...getTableColumns(claims), length }
  const grouped = { claim: getTableColumns(claims), source: { id: sources.id, publisher: sources.publisher }, length }
  const queries = [
    { selection: getTableColumns(identities), query: db.select().from(identities) },
    { selection: counted, query: db.select(counted).from(claims) },
    { selection: grouped, query: db.select(grouped).from(claims).innerJoin(sources, eq(sources.id, claims.source)) },
  ]
  for (const { selection, query } of queries) {
    const prepared = query.prepare()
    const expected = prepared.all()
    t.ok(expected.length > 0)
    t.strictSame(rowReader<object[]>(prepared as never, selection)({}), expected)
  }
})
