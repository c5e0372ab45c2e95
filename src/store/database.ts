// One SQLite file. WAL, so that readers never wait for a publish; synchronous=FULL, so that a published release is on
// the disk before anyone is told of it.

import { setTimeout } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'
import { createTriggers } from './triggers.ts'

/** How long to wait for another writer, in milliseconds. */
const PATIENCE = 5_000

export type Database = ReturnType<typeof openDatabase>

/** Opens the SQLite file at `path`, creating it where there is none, or a database in memory for `:memory:`. */
export function openDatabase(path: string) {
  const sqlite = new Sqlite(path, { timeout: PATIENCE })
  sqlite.pragma('journal_mode = WAL')
  sqlite.pragma('synchronous = FULL')
  sqlite.pragma('foreign_keys = ON')
  // Without it, INSERT OR REPLACE deletes the row in its way and fires no trigger.
  sqlite.pragma('recursive_triggers = ON')
  return drizzle(sqlite)
}

/** Keeps more in memory, for commands that go through the whole file: 64 MB of its pages, and what may be undone of a release. */
export function keepMoreInMemory({ $client }: Database): void {
  $client.pragma('cache_size = -65536')
  $client.pragma('temp_store = MEMORY')
}

/** Brings the tables up to date from the folder of migrations, and the append-only triggers with them. */
export function migrateDatabase(db: Database, migrationsFolder: string): void {
  try {
    migrate(db, { migrationsFolder })
  } catch {
    // Another process may have made the tables meanwhile; then nothing is left to do. Anything else fails again.
    migrate(db, { migrationsFolder })
  }
  createTriggers(db.$client)
}

/** Runs `work` in one transaction that takes the write lock at once; whatever it throws undoes it. */
export function atomically<T>({ $client }: Database, work: () => T): T {
  return $client.transaction(work).immediate()
}

/**
 * As atomically, and waits for another writer without keeping readers of this process waiting, as SQLite's own waiting
 * would.
 * @throws SQLITE_BUSY when the other has not finished after five seconds.
 */
export async function inTurn<T>(db: Database, work: () => T, deadline = Date.now() + PATIENCE): Promise<T> {
  try {
    db.$client.pragma('busy_timeout = 0')
    return atomically(db, work)
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'SQLITE_BUSY' || Date.now() > deadline) throw error
  } finally {
    db.$client.pragma(`busy_timeout = ${PATIENCE}`)
  }
  await setTimeout(20)
  return inTurn(db, work, deadline)
}

/** Runs asynchronous `work` in one transaction, for when nobody else uses the connection; whatever it throws undoes it. */
export async function allOrNothing<T>({ $client }: Database, work: () => Promise<T>): Promise<T> {
  $client.exec('BEGIN IMMEDIATE')
  try {
    const result = await work()
    $client.exec('COMMIT')
    return result
  } finally {
    if ($client.inTransaction) $client.exec('ROLLBACK')
  }
}
