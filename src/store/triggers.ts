// Facts are added, never changed: the database itself refuses UPDATE and DELETE on every table of facts. A migration
// that rebuilds a table drops its triggers without a word, so they are created after every migration.

import type { Database as Sqlite } from 'better-sqlite3'
import { getTableName } from 'drizzle-orm'
import { projected, releases } from './schema.ts'

/** The tables of facts. */
export const factTables = [releases, ...Object.values(projected)].map((table) => getTableName(table))

/** Creates the append-only triggers that are not there. */
export function createTriggers(sqlite: Sqlite): void {
  for (const table of factTables) {
    for (const verb of ['UPDATE', 'DELETE']) {
      sqlite.exec(`CREATE TRIGGER IF NOT EXISTS ${table}_refuses_${verb.toLowerCase()} BEFORE ${verb} ON ${table}
        BEGIN SELECT RAISE(ABORT, '${table} is append-only'); END`)
    }
  }
}
