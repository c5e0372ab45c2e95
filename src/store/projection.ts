// Writing a release, and what follows from it, into the tables.

import { getTableColumns, sql } from 'drizzle-orm'
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
    claims: revisions.flatMap(({ figure, reference_date, revision, release, claims }) =>
      claims.map((claim, place) => ({ figure, reference_date, revision, release, place, ...claim })),
    ),
    currents,
  }
}

const insertInto = (db: Database, table: SQLiteTable) =>
  db
    .insert(table)
    .values(Object.fromEntries(Object.keys(getTableColumns(table)).map((name) => [name, sql.placeholder(name)])))
    .prepare()

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
      insertRelease.run({ number, published_at, published_by, note, previous_digest, digest, canonical })
    },
    /** Adds what follows from a release. */
    addProjection(projection: Projection) {
      const rows = rowsOf(projection)
      for (const [name, insert] of inserts) for (const row of rows[name]) insert.run(row)
    },
  }
}
