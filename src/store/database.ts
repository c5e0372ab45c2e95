// One SQLite file. WAL, so that readers never wait for a publish; synchronous=FULL, so that a published release is on
// the disk before anyone is told of it.

import Sqlite from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'
import { createTriggers } from './triggers.ts'

export type Database = ReturnType<typeof openDatabase>

/** Opens the SQLite file at `path`, creating it where there is none, or a database in memory for `:memory:`. */
export function openDatabase(path: string) {
  const sqlite = new Sqlite(path, { timeout: 5_000 })
  sqlite.pragma('journal_mode = WAL')
  sqlite.pragma('synchronous = FULL')
  sqlite.pragma('foreign_keys = ON')
  // Without it, INSERT OR REPLACE deletes the row in its way and fires no trigger.
  sqlite.pragma('recursive_triggers = ON')
  return drizzle(sqlite)
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
