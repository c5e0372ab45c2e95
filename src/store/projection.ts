// Writing a release, and what follows from it, into the tables.

import { getTableColumns, getTableName } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Projection } from '../domain/projection.ts'
import type { Release } from '../domain/release.ts'
import type { Database } from './database.ts'
import { projected, releases } from './schema.ts'

export type ProjectedTable = keyof typeof projected
export type ProjectedRows = { [T in ProjectedTable]: (typeof projected)[T]['$inferInsert'][] }

/** The rows of each table that a projected release adds. */
export function rowsOf({ totals, figures, sources, identities, revisions, currents }: Projection): ProjectedRows {
  return {
    release_totals: [totals],
    figures,
    sources,
    identities,
    revisions: revisions.map(({ replaced, claims: _, ...revision }) => ({
      ...revision,
      replaced_reference_date: replaced?.reference_date ?? null,
      replaced_revision: replaced?.revision ?? null,
    })),
    claims: revisions.flatMap(({ position, figure, reference_date, release, claims }) =>
      claims.map((claim, place) => ({ position, place, figure, reference_date, release, ...claim })),
    ),
    currents,
  }
}

/** An insert of whole rows; drizzle's own costs several times as much for each row. */
function insertInto({ $client }: Database, table: SQLiteTable): (row: Record<string, unknown>) => void {
  const columns = Object.entries(getTableColumns(table))
  const places = columns.map(() => '?').join(', ')
  const insert = $client.prepare(
    `INSERT INTO ${getTableName(table)} (${columns.map(([, { name }]) => name).join(', ')}) VALUES (${places})`,
  )
  return (row) => void insert.run(columns.map(([name]) => asStored(row[name])))
}

/** A value as SQLite keeps it: booleans are numbers, and lists JSON. */
export const asStored = (value: unknown): unknown =>
  typeof value === 'boolean' ? Number(value) : Array.isArray(value) ? JSON.stringify(value) : (value ?? null)

/** Prepares the writes of a database. Both belong in the transaction of their caller. */
export function projectionWrites(db: Database) {
  const insertRelease = insertInto(db, releases)
  const inserts = Object.entries(projected).map(
    ([name, table]) => [name as ProjectedTable, insertInto(db, table)] as const,
  )

  return {
    /** Adds a release with the bytes that were hashed. */
    addRelease(release: Release, digest: string, canonical: Buffer) {
      const { number, published_at, published_by, note, previous_digest } = release
      insertRelease({ number, published_at, published_by, note, previous_digest, digest, canonical })
    },
    /** Adds what follows from a release. */
    addProjection(projection: Projection) {
      const rows = rowsOf(projection)
      for (const [name, insert] of inserts) for (const row of rows[name]) insert(row)
    },
  }
}
