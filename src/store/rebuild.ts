// Throwing the projection away and making it again from the bytes of the releases, in one transaction: readers see the
// old tables until the new ones are whole.

import { getTableName } from 'drizzle-orm'
import { project } from '../domain/projection.ts'
import type { Release } from '../domain/release.ts'
import { atomically } from './database.ts'
import { projectionWrites } from './projection.ts'
import { projected } from './schema.ts'
import { openStore, type Store, stateAsOf } from './store.ts'
import { createTriggers } from './triggers.ts'

/** Drops the tables of the projection and fills them anew; answers how many releases they were made from. */
export function rebuild({ db, releases }: Store): number {
  const sqlite = db.$client
  const tables = Object.values(projected).map((table) => getTableName(table))
  return atomically(db, () => {
    const list = tables.map(() => '?').join(', ')
    const definitions = sqlite
      .prepare(
        `SELECT sql FROM sqlite_master WHERE tbl_name IN (${list}) AND type IN ('table', 'index') AND sql IS NOT NULL ORDER BY type DESC`,
      )
      .pluck()
      .all(tables) as string[]
    for (const table of [...tables].reverse()) sqlite.exec(`DROP TABLE ${table}`)
    for (const definition of definitions) sqlite.exec(definition)
    createTriggers(sqlite)
    const { addProjection } = projectionWrites(db)
    const store = openStore(db)
    let number = 0
    for (let next = releases.stored(1); next !== undefined; next = releases.stored(number + 1)) {
      addProjection(project(JSON.parse(next.canonical.toString()) as Release, stateAsOf(store, number)))
      number = next.number
    }
    return number
  })
}
