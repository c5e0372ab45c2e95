import { eq, getTableColumns } from 'drizzle-orm'
import t from 'tap'
import { rowsOf } from '../src/store/rows.ts'
import { claims, identities, revisions } from '../src/store/schema.ts'
import { bundledPress } from './fixtures/press.ts'

t.test('rows are those that drizzle makes, in groups or not, with truth values and lists', async (t) => {
  const { db } = (await bundledPress(t)).store
  const grouped = {
    revision: getTableColumns(revisions),
    claim: { source: claims.source, preferred: claims.preferred },
  }
  const queries = [
    { selection: getTableColumns(identities), query: db.select(getTableColumns(identities)).from(identities) },
    {
      selection: grouped,
      query: db.select(grouped).from(revisions).innerJoin(claims, eq(claims.figure, revisions.figure)),
    },
  ]
  for (const { selection, query } of queries) {
    const prepared = query.prepare()
    const expected = prepared.all()
    t.ok(expected.length > 0)
    t.strictSame(rowsOf<object[]>(prepared as never, selection)({}), expected)
  }
})
