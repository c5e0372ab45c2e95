// Throwing the projection away and making it again from the bytes of the releases, in one transaction: readers see the
// old tables until the new ones are whole.

import { getTableName } from 'drizzle-orm'
import { project } from '../domain/projection.ts'
import type { Release } from '../domain/release.ts'
import { atomically } from './database.ts'
import { projectionWrites } from './projection.ts'
import { replay } from './replay.ts'
import { projected } from './schema.ts'
import { openStore, type Store } from './store.ts'
import { createTriggers } from './triggers.ts'

/**
 * Drops the tables of the projection and fills them anew; answers how many releases they were made from. `progress`
 * hears of each.
 * @throws {Error} a sentence when a release is missing; then everything is as it was.
 */
export function rebuild(
  { db, releases }: Store,
  progress: (release: number, newest: number) => void = () => {},
): number {
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
    const { state, pass } = replay(openStore(db))
    const newest = sqlite.prepare('SELECT ifnull(max(number), 0) FROM releases').pluck().get() as number
    for (let number = 1; number <= newest; number++) {
      const stored = releases.stored(number)
      if (stored === undefined) throw new Error(`Release ${number} is missing: nothing was made again.`)
      const projection = project(JSON.parse(stored.canonical.toString()) as Release, state())
      addProjection(projection)
      pass(projection)
      progress(number, newest)
    }
    return newest
  })
}
