// Reading observations: a figure's series, one observation with its revisions, and who is cited.

import { and, asc, desc, eq, getTableColumns, gt, lte, type SQL, sql } from 'drizzle-orm'
import type { Claim } from '../domain/claim.ts'
import type { ObservationKey, Revision } from '../domain/observation.ts'
import type { Source } from '../domain/source.ts'
import { asOf, atMost, atMostOne, given, inForce, ofCurrent } from './as-of.ts'
import type { Database } from './database.ts'
import { rowReader } from './rows.ts'
import { claims, currents, figures, releases, revisions, sources } from './schema.ts'
import { sourceColumns } from './sources.ts'
import type { Lazily } from './statements.ts'

/** A revision as read: with the instant of its release and sources, those that its claims cite among them. */
export type ReadRevision = Revision & { published_at: string; sources: Map<string, Source> }

const { position, place, release: _, figure, reference_date, ...claimColumns } = getTableColumns(claims)

/** The columns of a revision, to select from `revisions` joined with `releases`. */
export const revisionColumns = { ...getTableColumns(revisions), published_at: releases.published_at }
export type RevisionRow = typeof revisions.$inferSelect & { published_at: string }

/** Reads of observations, as of the release given to each. */
export function observationReads(db: Database, lazily: Lazily) {
  const claimOfRevision = { position, place, claim: claimColumns }
  const claimsOfRevisions = lazily(() =>
    rowReader(
      db
        .select(claimOfRevision)
        .from(claims)
        .where(sql`${position} IN (SELECT value FROM json_each(${given('positions')}))`)
        .prepare(),
      claimOfRevision,
    ),
  )
  const sourcesInForce = lazily(() =>
    rowReader(
      db
        .select(sourceColumns)
        .from(sources)
        .where(and(sql`${sources.id} IN (SELECT value FROM json_each(${given('ids')}))`, inForce(sources, sources.id)))
        .prepare(),
      sourceColumns,
    ),
  )

  /** Adds to rows of `revisions` their claims and sources, in two queries for all of them. */
  function withClaims(rows: RevisionRow[], release: number): ReadRevision[] {
    const positions = JSON.stringify(rows.map((row) => row.position))
    const claimed = new Map(rows.map((row): [number, Claim[]] => [row.position, []]))
    const ids = new Set<string>()
    for (const { position, place, claim } of claimsOfRevisions()({ positions })) {
      const list = claimed.get(position) as Claim[]
      list[place] = claim
      ids.add(claim.source)
    }
    const sources = new Map(
      sourcesInForce()({ ids: JSON.stringify([...ids]), release }).map((source) => [source.id, source]),
    )
    return rows.map((row) => {
      const { replaced_reference_date: day, replaced_revision: number } = row
      const replaced = day === null || number === null ? null : { reference_date: day, revision: number }
      return Object.assign(row, { replaced, claims: claimed.get(row.position), sources }) as ReadRevision
    })
  }

  const select = (...conditions: (SQL | undefined)[]) =>
    db
      .select(revisionColumns)
      .from(revisions)
      .innerJoin(releases, eq(releases.number, revisions.release))
      .where(and(...conditions))
      .$dynamic()

  const ofFigure = eq(revisions.figure, given('figure'))
  const ofDay = eq(revisions.reference_date, given('reference_date'))
  const live = and(
    inForce(revisions, revisions.figure, revisions.reference_date),
    sql`${revisions.change_type} <> 'retracted'`,
  )

  // No day after the current observation is in force, however many were published since: they need not be looked at. Bounds
  // are told as one: of two, SQLite looks for the first in the index, and reads all that lies between it and the second.
  const known = ofCurrent(given('figure'), currents.reference_date)
  const day = revisions.reference_date
  const upTo = (bound: SQL) => sql`${day} <= min(${bound}, ${known})`

  const series = lazily(() =>
    rowReader(
      select(
        ofFigure,
        sql`${day} >= max(${given('from')}, ${given('after')})`,
        sql`${day} <> ${given('after')}`,
        upTo(given('to')),
        live,
      )
        .orderBy(asc(revisions.reference_date))
        .limit(atMost)
        .prepare(),
      revisionColumns,
    ),
  )

  const newestBefore = lazily(() =>
    select(ofFigure, sql`${day} <> ${given('before')}`, upTo(given('before')), live)
      .orderBy(desc(revisions.reference_date))
      .limit(atMostOne)
      .prepare(),
  )

  const current = lazily(() =>
    select(sql`${revisions.position} = ${ofCurrent(given('figure'), currents.position)}`).prepare(),
  )

  const ofObservation = () => select(ofFigure, ofDay, lte(revisions.release, asOf)).orderBy(desc(revisions.release))
  const allOfObservation = lazily(() => ofObservation().prepare())
  const newestOfObservation = lazily(() => ofObservation().limit(atMostOne).prepare())

  // Once for each observation, where its revision in force cites the source; walked in the order of the list.
  const citing = lazily(() =>
    db
      .select(revisionColumns)
      .from(claims)
      .innerJoin(revisions, eq(revisions.position, position))
      .innerJoin(releases, eq(releases.number, revisions.release))
      .where(
        and(
          eq(claims.source, given('source')),
          sql`(${figure}, ${reference_date}) > (${given('figure')}, ${given('reference_date')})`,
          sql`${place} = (SELECT min(one.place) FROM ${claims} one WHERE one.position = ${position} AND one.source = ${claims.source})`,
          live,
        ),
      )
      .orderBy(asc(figure), asc(reference_date))
      .limit(atMost)
      .prepare(),
  )

  const saying = lazily(() =>
    select(ofFigure, eq(revisions.value, given('value')), live)
      .orderBy(asc(revisions.reference_date))
      .limit(1000)
      .prepare(),
  )

  const said = lazily(() =>
    db.$client
      .prepare<[string, number, number, string, number, number], string>(
        `SELECT reference_date FROM revisions WHERE figure = (SELECT ?) AND value = (SELECT ?) AND release <= (SELECT ?)
         UNION SELECT reference_date FROM claims WHERE figure = (SELECT ?) AND value = (SELECT ?) AND preferred = 0 AND release <= (SELECT ?)`,
      )
      .pluck(),
  )

  const observedTogether = lazily(() =>
    db
      .select({ reference_date: revisions.reference_date })
      .from(revisions)
      .where(and(sql`${revisions.figure} IN (SELECT value FROM json_each(${given('figures')}))`, live))
      .groupBy(revisions.reference_date)
      .having(sql`count(*) = json_array_length(${given('figures')})`)
      .orderBy(asc(revisions.reference_date))
      .prepare(),
  )

  // Figure by figure, whose number does not grow with their history; `position` is the same in all rows of a figure.
  const newestReferenceDate = lazily(() =>
    db
      .select({
        newest: sql<string | null>`max(${ofCurrent(figures.id, currents.reference_date)})`,
      })
      .from(figures)
      .where(and(gt(figures.position, 0), sql`${figures.id} NOT IN (SELECT value FROM json_each(${given('except')}))`))
      .prepare(),
  )

  return {
    withClaims,
    /** The newest reference date among the current observations of all figures but some. */
    newestReferenceDate: (except: string[], release: number) =>
      newestReferenceDate().get({ except: JSON.stringify(except), release })?.newest ?? null,
    /** A page of a figure's series by reference date, without what is retracted. */
    series: (query: { figure: string; from: string; to: string; after: string; limit: number }, release: number) =>
      withClaims(series()({ ...query, release }), release),
    /** All revisions of one observation, newest first; the retracted too. */
    revisions: (key: ObservationKey, release: number) =>
      withClaims(allOfObservation().all({ ...key, release }), release),
    /** The newest revision of one observation, retracted or not. */
    newestRevision: (key: ObservationKey, release: number) =>
      withClaims(newestOfObservation().all({ ...key, release }), release)[0],
    /** A figure's current observation; with `before`, its newest one of an earlier reference date. */
    current: (figure: string, release: number, before?: string) =>
      withClaims(
        before === undefined ? current().all({ figure, release }) : newestBefore().all({ figure, before, release }),
        release,
      )[0],
    /** The observations of a figure whose value is this number, whatever their hedge. */
    saying: (query: { figure: string; value: number }, release: number) =>
      withClaims(saying().all({ ...query, release }), release),
    /** The days of a figure for which this number was ever said: by a revision, in force or not, or by a source that was not preferred. */
    daysOf: ({ figure, value }: { figure: string; value: number }, release: number) =>
      said().all(figure, value, release, figure, value, release),
    /** The days for which all of these figures have an observation. */
    observedTogether: (figures: string[], release: number) =>
      observedTogether()
        .all({ figures: JSON.stringify(figures), release })
        .map((row) => row.reference_date),
    /** A page of the observations that cite a source, by figure and reference date. */
    citing: (query: ObservationKey & { source: string; limit: number }, release: number) =>
      withClaims(citing().all({ ...query, release }), release),
  }
}
