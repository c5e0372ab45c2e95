// Reading changes in their total order: by release; within one the sources, figures and identities said anew, then the
// revisions by figure and reference date.

import { and, asc, desc, eq, lte, type SQL, sql } from 'drizzle-orm'
import type { Restatement, Sayable } from '../domain/changes.ts'
import { ChangeType } from '../domain/observation.ts'
import { asOf, atMost, given, ifGiven } from './as-of.ts'
import type { Database } from './database.ts'
import { type observationReads, type ReadRevision, type RevisionRow, revisionColumns } from './observations.ts'
import { rowReader } from './rows.ts'
import { currents, figures, identities, releases, revisions, sources } from './schema.ts'
import type { Lazily } from './statements.ts'

/** Where a change stands in the total order: its release, 0 to 2 for what is said anew and 3 for a revision, its id, its day. */
export type ChangePlace = [release: number, rank: number, id: string, reference_date: string]

/** A change as read: a revision with what it replaced and what its figure says after it, or something said anew. */
export type ReadChange = { place: ChangePlace; published_at: string } & (
  | {
      subject: 'observation'
      /** The title of its figure as of its release. */
      title: string
      revision: ReadRevision
      replaced: Sayable | undefined
      current: Sayable | undefined
    }
  | { subject: Restatement['subject']; id: string }
)

export type ChangeQuery = {
  figures?: string[] | undefined
  change_types?: ChangeType[] | undefined
  after: ChangePlace
  limit: number
}

const restatedTables = { source: sources, figure: figures, identity: identities }
const restatedSubjects = Object.keys(restatedTables) as Restatement['subject'][]
const REVISIONS = restatedSubjects.length

/** Reads of changes, up to the release given to each. */
export function changeReads(db: Database, lazily: Lazily, observations: ReturnType<typeof observationReads>) {
  const titled = {
    ...revisionColumns,
    title: sql<string>`(SELECT ${figures.title} FROM ${figures} WHERE ${figures.id} = ${revisions.figure} AND ${figures.release} <= ${revisions.release} ORDER BY ${figures.release} DESC LIMIT 1)`,
  }

  // However rare what is asked for is among all changes, no other change is read: for each type, or each type of each
  // figure, the first of it are found in an index, and of those the first of all.
  function revised(way: typeof asc | typeof desc) {
    const after =
      way === asc
        ? sql`AND (one.release, one.figure, one.reference_date) > (${given('after_release')}, ${given('figure')}, ${given('reference_date')})`
        : sql``
    const first = (
      index: string,
      of: SQL,
    ) => sql`SELECT one.position FROM ${revisions} one INDEXED BY ${sql.identifier(index)}
      WHERE ${of} AND one.release <= ${asOf} ${after}
      ORDER BY ${way(sql`one.release`)}, ${way(sql`one.figure`)}, ${way(sql`one.reference_date`)} LIMIT ${given('limit')}`
    const firstFound = sql`ORDER BY ${way(sql`found.position`)} LIMIT ${given('limit')}`
    const oldest = way === asc ? sql`AND one.release >= ${given('after_release')}` : sql``
    const types = sql`json_each(${given('change_types')}) type`
    const found = {
      any: first('revisions_in_order', sql`TRUE`),
      types: sql`SELECT found.position FROM ${types}, ${revisions} found
        WHERE found.position IN (${first('revisions_of_type', sql`one.change_type = type.value`)}) ${firstFound}`,
      figures: sql`SELECT found.position FROM json_each(${given('figures')}) wanted, ${types}, ${revisions} found
        WHERE found.position IN (${first('revisions_of_figure', sql`one.figure = wanted.value AND one.change_type = type.value ${oldest}`)}) ${firstFound}`,
    }
    const prepared = (rows: SQL) =>
      lazily(() =>
        rowReader(
          db
            .select(titled)
            .from(revisions)
            .innerJoin(releases, eq(releases.number, revisions.release))
            .where(sql`${revisions.position} IN (${rows})`)
            .orderBy(way(revisions.position))
            .limit(atMost)
            .prepare(),
          titled,
        ),
      )
    return { any: prepared(found.any), types: prepared(found.types), figures: prepared(found.figures) }
  }
  const [oldestFirst, newestFirst] = [revised(asc), revised(desc)]
  const { value, qualifier, upper_value, reference_date, lower_bound, upper_bound } = revisions
  const { contested, series_break, definition_version } = revisions
  const quantity = { value, qualifier, upper_value, lower_bound, upper_bound, contested }
  const sayable = { ...quantity, reference_date, series_break, definition_version }
  const sayableAt = { at: sql<number>`wanted.key`, revision: sayable }
  const byKey = lazily(() =>
    rowReader(
      db
        .select(sayableAt)
        .from(sql`json_each(${given('keys')}) wanted`)
        .innerJoin(
          revisions,
          sql`(${revisions.figure}, ${revisions.reference_date}, ${revisions.revision}) = (wanted.value ->> 0, wanted.value ->> 1, wanted.value ->> 2)`,
        )
        .prepare(),
      sayableAt,
    ),
  )
  // A release says what is current of every figure that it observes. What has a key never changes, so neither this nor
  // `byKey` asks for a release.
  const currentAfter = lazily(() =>
    db
      .select()
      .from(currents)
      .where(
        sql`(${currents.figure}, ${currents.release}) IN (SELECT value ->> 0, value ->> 1 FROM json_each(${given('keys')}))`,
      )
      .prepare(),
  )
  // A row of a later release than the one its thing first stood in, which is what `position` begins with.
  const restated = (way: typeof asc | typeof desc) =>
    restatedSubjects.map((subject) => {
      const table = restatedTables[subject]
      return lazily(() =>
        db
          .select({ id: table.id, release: table.release, published_at: releases.published_at })
          .from(table)
          .innerJoin(releases, eq(releases.number, table.release))
          .where(
            and(
              sql`${table.release} > ${table.position} / 1000000`,
              sql`(${table.release}, ${table.id}) > (${given('after_release')}, ${given('id')})`,
              lte(table.release, asOf),
              subject === 'figure'
                ? ifGiven('figures', (list) => sql`${table.id} IN (SELECT value FROM json_each(${list}))`)
                : undefined,
            ),
          )
          .orderBy(way(table.release), way(table.id))
          .limit(atMost)
          .prepare(),
      )
    })
  const [restatedFirst, restatedLast] = [restated(asc), restated(desc)]

  function told(rows: (RevisionRow & { title: string })[], release: number): ReadChange[] {
    const retracted = rows.filter((row) => row.change_type === 'retracted')
    const after = JSON.stringify(retracted.map((row) => [row.figure, row.release]))
    const currents = retracted.length === 0 ? [] : currentAfter().all({ keys: after })
    const replacedBy = (row: RevisionRow) => ({
      figure: row.figure,
      reference_date: row.replaced_reference_date,
      revision: row.replaced_revision,
    })
    const keys = [...rows.map(replacedBy), ...currents].map((key) => [key.figure, key.reference_date, key.revision])
    const known: (Sayable | undefined)[] = []
    for (const { at, revision } of byKey()({ keys: JSON.stringify(keys) })) known[at] = revision
    const current = new Map(currents.map((key, at) => [`${key.figure} ${key.release}`, known[rows.length + at]]))
    const read = observations.withClaims(rows, release)
    return rows.map((row, index) => ({
      subject: 'observation' as const,
      place: [row.release, REVISIONS, row.figure, row.reference_date],
      published_at: row.published_at,
      title: row.title,
      revision: read[index] as ReadRevision,
      replaced: known[index],
      current: current.get(`${row.figure} ${row.release}`),
    }))
  }

  const filters = ({ figures, change_types }: Pick<ChangeQuery, 'figures' | 'change_types'>) => ({
    figures: figures === undefined ? null : JSON.stringify(figures),
    change_types: JSON.stringify(change_types ?? ChangeType.options),
  })
  const kind = ({ figures, change_types }: Pick<ChangeQuery, 'figures' | 'change_types'>) =>
    figures !== undefined ? 'figures' : change_types !== undefined ? 'types' : 'any'

  const passed = (own: number, rank: number, key: string, last: string) => (own < rank ? last : own === rank ? key : '')

  /** What was said anew after a place. It has no change_type: asked for one, it is left out. */
  function saidAnew(query: ChangeQuery, release: number, restated = restatedFirst): ReadChange[] {
    if (query.change_types !== undefined) return []
    const [after_release, rank, id] = query.after
    const parameters = { ...filters(query), after_release, limit: query.limit, release }
    return restated.flatMap((statement, own) => {
      const subject = restatedSubjects[own] as Restatement['subject']
      if (query.figures !== undefined && subject !== 'figure') return []
      return statement()
        .all({ ...parameters, id: passed(own, rank, id, '~') })
        .map(
          (row): ReadChange => ({
            subject,
            id: row.id,
            place: [row.release, own, row.id, ''],
            published_at: row.published_at,
          }),
        )
    })
  }

  return {
    /** A page of changes after a place, oldest first. */
    page(query: ChangeQuery, release: number): ReadChange[] {
      const [after_release, rank, id, reference_date] = query.after
      const rows = oldestFirst[kind(query)]()({
        ...filters(query),
        after_release,
        limit: query.limit,
        release,
        figure: passed(REVISIONS, rank, id, '~'),
        reference_date: passed(REVISIONS, rank, reference_date, ''),
      })
      const all = [...saidAnew(query, release), ...told(rows, release)]
      return all.sort((one, other) => comparePlaces(one.place, other.place)).slice(0, query.limit)
    },
    /** The newest changes, newest first. */
    newest(query: Omit<ChangeQuery, 'after'>, release: number): ReadChange[] {
      const rows = newestFirst[kind(query)]()({ ...filters(query), limit: query.limit, release })
      const oldest = rows.length < query.limit ? 0 : Math.min(...rows.map((row) => row.release))
      const anew = saidAnew({ ...query, after: [oldest - 1, REVISIONS, '', ''] }, release, restatedLast)
      const all = [...anew, ...told(rows, release)]
      return all.sort((one, other) => comparePlaces(other.place, one.place)).slice(0, query.limit)
    },
  }
}

/** The total order of changes. */
export function comparePlaces(one: ChangePlace, other: ChangePlace): number {
  const index = one.findIndex((part, place) => part !== other[place])
  return (one[index] as string | number) < (other[index] as string | number) ? -1 : 1
}
