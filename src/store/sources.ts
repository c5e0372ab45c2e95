// Reading sources as of a release.

import { and, asc, eq, getTableColumns, gt } from 'drizzle-orm'
import { atMost, given, inForce } from './as-of.ts'
import type { Database } from './database.ts'
import { sources } from './schema.ts'
import type { Lazily } from './statements.ts'

const { release, position, ...columns } = getTableColumns(sources)

/** The columns of a source as a release states it. */
export const sourceColumns = columns

/** Reads of sources, as of the release given to each. */
export function sourceReads(db: Database, lazily: Lazily) {
  const one = lazily(() =>
    db
      .select()
      .from(sources)
      .where(and(eq(sources.id, given('id')), inForce(sources, sources.id)))
      .prepare(),
  )
  const page = lazily(() =>
    db
      .select()
      .from(sources)
      .where(and(gt(position, given('after')), inForce(sources, sources.id)))
      .orderBy(asc(position))
      .limit(atMost)
      .prepare(),
  )
  return {
    one: (id: string, release: number) => one().get({ id, release }),
    /** A page of all sources, in the order of their first publication, after the `position` given. */
    page: (query: { after: number; limit: number }, release: number) => page().all({ ...query, release }),
  }
}
