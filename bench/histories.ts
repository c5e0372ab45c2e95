// Databases of synthetic histories, published release by release and kept in the temporary folder for the next run.

import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { localLog } from '../src/log/local.ts'
import { publish } from '../src/publish.ts'
import { migrateDatabase, openDatabase } from '../src/store/database.ts'
import { openStore } from '../src/store/store.ts'
import { drafts, publishedAt, type Size } from './drafts.ts'

/** The histories that are compared: a hundred times as many revisions of the same figures. */
export const sizes: Size[] = [10, 1_000, 10_000].flatMap((figures) =>
  [10_000, 1_000_000].map((revisions) => ({ revisions, figures, perRelease: 1_000 })),
)

export const migrations = join(import.meta.dirname, '../migrations')
export const folder = join(tmpdir(), 'hostage-figures-bench')

/** Opens a press on a database file, made where there is none. */
export function pressOn(path: string) {
  const db = openDatabase(path)
  migrateDatabase(db, migrations)
  const store = openStore(db)
  const now = () => new Date()
  return { store, log: localLog(store, now), now, close: () => db.$client.close() }
}

/** The path of a history's database; it is made where it is not there. */
export async function history(size: Size): Promise<string> {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${size.revisions}-of-${size.figures}.db`)
  if (existsSync(path)) {
    pressOn(path).close()
    return path
  }
  const unfinished = `${path}.unfinished`
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${unfinished}${suffix}`, { force: true })
  const press = pressOn(unfinished)
  press.store.db.$client.pragma('synchronous = OFF')
  let release = 0
  for (const draft of drafts(size)) {
    release++
    await publish(press, draft, { by: 'bench', publishedAt: publishedAt(release) })
    if (process.stderr.isTTY) process.stderr.write(`\r${path}: ${release * size.perRelease}`)
  }
  press.close()
  renameSync(unfinished, path)
  return path
}

if (import.meta.main) for (const size of sizes) console.log(await history(size))
