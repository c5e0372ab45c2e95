// Reading figures: their definitions, and each with its current observation.

import { and, asc, eq, getTableColumns, gt, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/sqlite-core'
import type { DefinedFigure, Dimensions } from '../domain/figure.ts'
import { asOf, atMost, given, ifGiven, inForce, ofCurrent } from './as-of.ts'
import type { Database } from './database.ts'
import type { observationReads, ReadRevision } from './observations.ts'
import { revisionColumns } from './observations.ts'
import { rowReader } from './rows.ts'
import { currents, figures, releases, revisions } from './schema.ts'
import type { Lazily } from './statements.ts'

/** The newest earlier observation stated exactly, where the current one is not and no break of the series lies between. */
export type LatestExact = { value: number; reference_date: string } | null

/** A figure with its current observation, or null where it has none. */
export type CurrentFigure = { figure: DefinedFigure; observation: ReadRevision | null; latest_exact: LatestExact }

export type FigureQuery = { [D in keyof Dimensions]?: Dimensions[D] | undefined } & {
  figures?: string[] | undefined
  reference_date_to?: string | undefined
  after: number
  limit: number
}

/** Reads of figures, as of the release given to each. */
export function figureReads(db: Database, lazily: Lazily, observations: ReturnType<typeof observationReads>) {
  const dimension = (name: keyof Dimensions) => ifGiven(name, (value) => sql`${figures[name]} = ${value}`)
  const selected = and(
    gt(figures.position, given('after')),
    inForce(figures, figures.id),
    dimension('hostage_status'),
    dimension('condition'),
    dimension('scope'),
    dimension('population'),
  )
  const listed = sql`${figures.id} IN (SELECT value FROM json_each(${given('figures')}))`

  // The observation that stops the search for an exact one: exact itself, or the break behind which none may be taken.
  const earlier = alias(revisions, 'earlier')
  const exactOrBreak = sql`(SELECT stop.position FROM ${revisions} stop
    WHERE ${revisions.qualifier} <> 'exact' AND ${revisions.series_break} IS NULL
      AND stop.figure = ${revisions.figure} AND stop.reference_date < ${revisions.reference_date}
      AND (stop.qualifier = 'exact' OR stop.series_break IS NOT NULL)
      AND stop.release = (SELECT max(newer.release) FROM ${revisions} newer WHERE newer.figure = stop.figure AND newer.reference_date = stop.reference_date AND newer.release <= ${asOf})
    ORDER BY stop.reference_date DESC LIMIT 1)`

  const columns = {
    figure: getTableColumns(figures),
    revision: revisionColumns,
    earlier: { value: earlier.value, reference_date: earlier.reference_date, qualifier: earlier.qualifier },
  }
  const headlines = (currentKey: SQL) => ({ all: selection(currentKey), listed: selection(currentKey, listed) })
  const selection = (currentKey: SQL, chosen?: SQL) =>
    lazily(() =>
      rowReader(
        db
          .select(columns)
          .from(figures)
          .leftJoin(revisions, currentKey)
          .leftJoin(releases, eq(releases.number, revisions.release))
          .leftJoin(earlier, sql`${earlier.position} = ${exactOrBreak}`)
          .where(and(selected, chosen))
          .orderBy(asc(figures.position))
          .limit(atMost)
          .prepare(),
        columns,
      ),
    )

  const newest = headlines(sql`${revisions.position} = ${ofCurrent(figures.id, currents.position)}`)
  const byDate = headlines(
    sql`${revisions.position} = (SELECT one.position FROM ${revisions} one
      WHERE one.figure = ${figures.id} AND one.reference_date <= min(${given('reference_date_to')}, ${ofCurrent(figures.id, currents.reference_date)}) AND one.change_type <> 'retracted'
        AND one.release = (SELECT max(newer.release) FROM ${revisions} newer WHERE newer.figure = one.figure AND newer.reference_date = one.reference_date AND newer.release <= ${asOf})
      ORDER BY one.reference_date DESC LIMIT 1)`,
  )

  const definition = lazily(() =>
    db
      .select()
      .from(figures)
      .where(and(eq(figures.id, given('id')), inForce(figures, figures.id)))
      .prepare(),
  )

  return {
    /** The definition of a figure in force. */
    definition: (id: string, release: number) => definition().get({ id, release }),
    /** A page of figures, each with its current observation, in the order of their first publication. */
    current(query: FigureQuery, release: number): CurrentFigure[] {
      const {
        figures = null,
        reference_date_to = null,
        hostage_status = null,
        condition = null,
        scope = null,
        population = null,
      } = query
      const parameters = {
        after: query.after,
        limit: query.limit,
        release,
        hostage_status,
        condition,
        scope,
        population,
        figures: figures && JSON.stringify(figures),
      }
      const which = figures === null ? 'all' : 'listed'
      const rows =
        reference_date_to === null ? newest[which]()(parameters) : byDate[which]()({ ...parameters, reference_date_to })
      const withClaims = observations.withClaims(
        rows.flatMap(({ revision }) => (revision.figure === null ? [] : [revision as never])),
        release,
      )
      const byFigure = new Map(withClaims.map((revision) => [revision.figure, revision]))
      return rows.map(({ figure, earlier }) => ({
        figure,
        observation: byFigure.get(figure.id) ?? null,
        latest_exact:
          earlier?.qualifier === 'exact' && earlier.value !== null
            ? { value: earlier.value, reference_date: earlier.reference_date }
            : null,
      }))
    },
  }
}
