// The tables. `releases` holds the truth, byte for byte as it was hashed; the tables of the projection are derived from
// it and can be dropped and rebuilt; `keys`, `receipts` and `drafts` belong to this instance. Column names are the words of the
// JSON. All tables of facts are append-only (triggers.ts): to change a fact is to publish a release.

import { sql } from 'drizzle-orm'
import { blob, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { DefinedFigure } from '../domain/figure.ts'
import type { Revision } from '../domain/observation.ts'
import type { Identity } from '../domain/reconciliation.ts'

const number = () => integer()
const release = () =>
  integer()
    .notNull()
    .references(() => releases.number)

/** Published releases: the truth. `canonical` is the RFC 8785 JSON whose SHA-256 is `digest`; the rest repeats it for look-ups. */
export const releases = sqliteTable(
  'releases',
  {
    number: integer().primaryKey(),
    published_at: text().notNull(),
    published_by: text().notNull(),
    note: text().notNull(),
    previous_digest: text(),
    digest: text().notNull().unique(),
    canonical: blob({ mode: 'buffer' }).notNull(),
  },
  (table) => [uniqueIndex('releases_by_instant').on(table.published_at)],
)

/** Projection: how much each release holds, and the newest reference date among all observations as of it. */
export const release_totals = sqliteTable('release_totals', {
  release: release().primaryKey(),
  figures: number().notNull(),
  sources: number().notNull(),
  observations: number().notNull(),
  identities: number().notNull(),
  newest_reference_date: text(),
})

/** Projection: the definitions of figures, one row for each release that states one. `position` orders lists. */
export const figures = sqliteTable(
  'figures',
  {
    id: text().notNull(),
    release: release(),
    position: number().notNull(),
    definition_version: number().notNull(),
    title: text().notNull(),
    definition: text().notNull(),
    unit: text().$type<DefinedFigure['unit']>().notNull(),
    hostage_status: text().$type<DefinedFigure['hostage_status']>().notNull(),
    condition: text().$type<DefinedFigure['condition']>().notNull(),
    scope: text().$type<DefinedFigure['scope']>().notNull(),
    population: text().$type<DefinedFigure['population']>().notNull(),
    accumulation: text().$type<DefinedFigure['accumulation']>().notNull(),
    period_start: text(),
    period_end: text(),
  },
  (table) => [
    primaryKey({ columns: [table.id, table.release] }),
    index('figures_by_position').on(table.position, table.release),
    index('figures_by_release').on(table.release),
    index('figures_restated').on(table.release, table.id).where(sql`release > position / 1000000`),
  ],
)

/** Projection: sources, one row for each release that states one. */
export const sources = sqliteTable(
  'sources',
  {
    id: text().notNull(),
    release: release(),
    position: number().notNull(),
    publisher: text().notNull(),
    carrier: text(),
    title: text().notNull(),
    url: text(),
    archived_url: text(),
    language: text().notNull(),
    published_on: text(),
    retrieved_on: text(),
    note: text(),
  },
  (table) => [
    primaryKey({ columns: [table.id, table.release] }),
    index('sources_by_position').on(table.position, table.release),
    index('sources_by_release').on(table.release),
    index('sources_restated').on(table.release, table.id).where(sql`release > position / 1000000`),
  ],
)

/** Projection: accounting identities, one row for each release that states one; the terms are JSON lists of figures. */
export const identities = sqliteTable(
  'identities',
  {
    id: text().notNull(),
    release: release(),
    position: number().notNull(),
    scope: text().$type<Identity['scope']>().notNull(),
    title: text().notNull(),
    total: text({ mode: 'json' }).$type<string[]>().notNull(),
    parts: text({ mode: 'json' }).$type<string[]>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.id, table.release] }),
    index('identities_by_release').on(table.release),
    index('identities_restated').on(table.release, table.id).where(sql`release > position / 1000000`),
  ],
)

/**
 * Projection: every revision of every observation, with what follows from its claims. Nulls throughout the quantity when
 * retracted. `position` is the total order of revisions, and how tables name one: a number is found sooner than texts.
 */
export const revisions = sqliteTable(
  'revisions',
  {
    position: integer().primaryKey(),
    figure: text().notNull(),
    reference_date: text().notNull(),
    revision: number().notNull(),
    release: release(),
    change_type: text().$type<Revision['change_type']>().notNull(),
    reason: text(),
    error_origin: text().$type<NonNullable<Revision['error_origin']>>(),
    series_break: text(),
    value: number(),
    qualifier: text().$type<NonNullable<Revision['qualifier']>>(),
    upper_value: number(),
    lower_bound: number(),
    upper_bound: number(),
    contested: integer({ mode: 'boolean' }).notNull(),
    definition_version: number().notNull(),
    replaced_reference_date: text(),
    replaced_revision: number(),
  },
  (table) => [
    uniqueIndex('revisions_as_of').on(table.figure, table.reference_date, table.release),
    index('revisions_by_value').on(table.figure, table.value, table.reference_date),
    uniqueIndex('revisions_in_order').on(table.release, table.figure, table.reference_date),
    index('revisions_of_type').on(table.change_type, table.release, table.figure, table.reference_date),
    index('revisions_of_figure').on(table.figure, table.change_type, table.release, table.reference_date),
    index('revisions_exact_or_broken')
      .on(table.figure, table.reference_date, table.release)
      .where(sql`qualifier = 'exact' OR series_break IS NOT NULL`),
  ],
)

/** Projection: the claims of each revision, which `position` names, in the order of the release. */
export const claims = sqliteTable(
  'claims',
  {
    position: number()
      .notNull()
      .references(() => revisions.position),
    place: number().notNull(),
    figure: text().notNull(),
    reference_date: text().notNull(),
    release: release(),
    source: text().notNull(),
    value: number().notNull(),
    qualifier: text().$type<NonNullable<Revision['qualifier']>>().notNull(),
    upper_value: number(),
    wording: text().notNull(),
    attributed_to: text(),
    locator: text(),
    derivation: text(),
    preferred: integer({ mode: 'boolean' }).notNull(),
    preference_note: text(),
  },
  (table) => [
    primaryKey({ columns: [table.position, table.place] }),
    index('claims_by_source').on(table.source, table.figure, table.reference_date, table.release),
    index('claims_by_release').on(table.release),
    index('claims_not_preferred').on(table.figure, table.value, table.reference_date).where(sql`preferred = 0`),
  ],
)

/** Projection: which observation is current for a figure from a release on; nulls when all of them are retracted. */
export const currents = sqliteTable(
  'currents',
  {
    figure: text().notNull(),
    release: release(),
    reference_date: text(),
    revision: number(),
    position: number(),
  },
  (table) => [primaryKey({ columns: [table.figure, table.release] }), index('currents_by_release').on(table.release)],
)

/**
 * Keys of this instance: only a SHA-256 of each is kept. A revoked key stays, so that its name is never given away
 * again. `expires_on` is the last UTC day of a key; `last_used_at` is right to a minute.
 */
export const keys = sqliteTable('keys', {
  name: text().primaryKey(),
  hash: text().notNull().unique(),
  created_at: text().notNull(),
  revoked_at: text(),
  scope: text({ enum: ['draft', 'publish'] })
    .notNull()
    .default('publish'),
  expires_on: text(),
  last_used_at: text(),
})

/** Drafts that wait for a second person, as they were sent; `release` is what one was published as. A withdrawn draft is gone, and its id is never given again. */
export const drafts = sqliteTable('drafts', {
  id: integer().primaryKey({ autoIncrement: true }),
  drafted_by: text()
    .notNull()
    .references(() => keys.name),
  drafted_at: text().notNull(),
  note: text().notNull(),
  body: text({ mode: 'json' }).notNull(),
  release: integer()
    .unique()
    .references(() => releases.number),
})

/** Which release answered an Idempotency-Key: kept for 24 hours, written in the transaction of the release itself. */
export const receipts = sqliteTable(
  'receipts',
  {
    published_by: text().notNull(),
    idempotency_key: text().notNull(),
    body_digest: text().notNull(),
    release: release(),
    created_at: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.published_by, table.idempotency_key] }),
    index('receipts_by_age').on(table.created_at),
  ],
)

/** The tables derived from releases, in the order they are filled; each has a `release` column. */
export const projected = { release_totals, figures, sources, identities, revisions, claims, currents }
