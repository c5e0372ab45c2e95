// Databases of synthetic histories, published release by release and kept in the temporary folder for the next run.

import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { canonical, digest } from '../src/domain/chain.ts'
import { plan } from '../src/domain/plan.ts'
import { localLog } from '../src/log/local.ts'
import { migrateDatabase, openDatabase } from '../src/store/database.ts'
import { projectionWrites } from '../src/store/projection.ts'
import { replay } from '../src/store/replay.ts'
import { openStore, type Store } from '../src/store/store.ts'
import { drafts, publishedAt, type Size } from './drafts.ts'

/** The histories that are compared: a hundred times as many revisions of the same figures. */
export const sizes: Size[] = [10, 1_000, 10_000].flatMap((figures) =>
  [10_000, 1_000_000].map((revisions) => ({ revisions, figures, perRelease: 1_000 })),
)

export const migrations = join(import.meta.dirname, '../migrations')
export const folder = join(tmpdir(), 'hostage-figures-histories')

/** Opens a press on a database file, made where there is none. */
export function pressOn(path: string) {
  const db = openDatabase(path)
  migrateDatabase(db, migrations)
  const store = openStore(db)
  const now = () => new Date()
  return { store, log: localLog(store, now), now, close: () => db.$client.close() }
}

/** The path of a history's database; it is made where it is not there. */
export function history(size: Size): string {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${size.revisions}-of-${size.figures}.db`)
  if (existsSync(path)) {
    pressOn(path).close()
    return path
  }
  const unfinished = `${path}.unfinished`
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${unfinished}${suffix}`, { force: true })
  const press = pressOn(unfinished)
  const sqlite = press.store.db.$client
  for (const pragma of ['synchronous = OFF', 'cache_size = -1000000', 'wal_autocheckpoint = 100000'])
    sqlite.pragma(pragma)
  write(press.store, size)
  press.close()
  renameSync(unfinished, path)
  return path
}

/** Writes a history as publishing does, without asking each time what was the newest, and commits every 50 releases. */
function write(store: Store, size: Size) {
  const { addRelease, addProjection } = projectionWrites(store.db)
  const { state, pass } = replay(store)
  const sqlite = store.db.$client
  sqlite.exec('BEGIN')
  let number = 0
  for (const draft of drafts(size)) {
    number++
    const before = state()
    const stamp = { published_at: publishedAt(number), published_by: 'bench' }
    const planned = plan(draft, before, stamp)
    if (planned.broken !== null) throw new Error(JSON.stringify(planned.broken[0]))
    const bytes = canonical(planned.release)
    addRelease(planned.release, digest(bytes), bytes)
    addProjection(planned.projection)
    pass(planned.projection)
    if (number % 50 === 0) sqlite.exec('COMMIT; BEGIN')
  }
  sqlite.exec('COMMIT')
}

if (import.meta.main) for (const size of sizes) console.log(history(size))
