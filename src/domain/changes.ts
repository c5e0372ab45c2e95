// What a release changed, and why: every revision against what it replaced, and every definition or source said anew.

import type * as z from 'zod'
import { Figure } from './figure.ts'
import { type BareRevision, quantityOf, type Revision } from './observation.ts'
import type { Projection } from './projection.ts'
import { display, type Quantity, sameQuantity } from './quantity.ts'
import { Identity } from './reconciliation.ts'
import { Source } from './source.ts'
import type { State } from './state.ts'
import { dateInWords } from './statement.ts'

/** What a revision says, retracted or not: enough to quote it and to tell whether it may be compared. */
export type Sayable = Pick<
  BareRevision,
  | keyof Quantity
  | 'reference_date'
  | 'lower_bound'
  | 'upper_bound'
  | 'contested'
  | 'series_break'
  | 'definition_version'
>

/** What an observation said, in words too. */
export type Said = Omit<Sayable, keyof Quantity> & Quantity & { display: string }

/** One revision seen against what it replaced. */
export type ObservationChange = Pick<
  Revision,
  'figure' | 'reference_date' | 'revision' | 'release' | 'change_type' | 'reason' | 'error_origin'
> & {
  subject: 'observation'
  /** What it replaced; null where it replaced nothing: a first observation, a backfilled or a retracted one. */
  from: Said | null
  /** What it says; null when it is retracted. */
  to: Said | null
  /** When it is retracted: what the figure says instead, or null. */
  now_current: Said | null
  quantity_changed: boolean
  /** Whether `from` and `to` count the same: no break of the series and no other definition between them; null without both. */
  comparable: boolean | null
}

/** A definition, a source or an identity said anew. */
export type Restatement = {
  subject: 'figure' | 'source' | 'identity'
  id: string
  release: number
  /** The keys whose values differ from what they were. */
  restated: string[]
}

export type Change = ObservationChange | Restatement

/** What a revision says, or null when it is retracted or there is none. */
export function said(revision: Sayable | undefined): Said | null {
  const quantity = revision === undefined ? null : quantityOf(revision)
  if (revision === undefined || quantity === null) return null
  const { reference_date, lower_bound, upper_bound, contested, series_break, definition_version } = revision
  return {
    display: display(quantity),
    ...quantity,
    reference_date,
    lower_bound,
    upper_bound,
    contested,
    series_break,
    definition_version,
  }
}

/** A revision against what it replaced; `current` is what its figure says from its release on. */
export function observationChange(
  revision: BareRevision,
  replaced: Sayable | undefined,
  current: Sayable | undefined,
): ObservationChange {
  const { figure, reference_date, release, change_type, reason, error_origin } = revision
  const [from, to] = [said(replaced), said(revision)]
  return {
    subject: 'observation',
    figure,
    reference_date,
    revision: revision.revision,
    release,
    change_type,
    reason,
    error_origin,
    from,
    to,
    now_current: change_type === 'retracted' ? said(current) : null,
    quantity_changed: !sameQuantity(from, to),
    comparable: from && to && comparable(from, to),
  }
}

function comparable(from: Said, to: Said): boolean {
  const broken = to.reference_date !== from.reference_date && to.series_break !== null
  return !broken && from.definition_version === to.definition_version
}

/** The keys of a definition, source or identity that are said anew; null when it is said for the first time. */
export function restatedKeys(schema: z.ZodObject, now: object, before: object | undefined): string[] | null {
  if (before === undefined) return null
  const value = (of: object, key: string) => JSON.stringify((of as Record<string, unknown>)[key])
  return Object.keys(schema.shape).filter((key) => value(now, key) !== value(before, key))
}

/** The changes a projected release makes, in their total order: restatements first, then by figure and reference date. */
export function changes(projection: Projection, before: State): Change[] {
  const restatements = (
    subject: Restatement['subject'],
    schema: z.ZodObject,
    list: { id: string; release: number }[],
  ) =>
    list.flatMap(({ id, release, ...now }): Restatement[] => {
      const restated = restatedKeys(schema, { id, ...now }, before[subject](id)) ?? []
      return restated.length === 0 ? [] : [{ subject, id, release, restated }]
    })
  const released = new Map(
    projection.revisions.map((revision) => [`${revision.figure} ${revision.reference_date}`, revision]),
  )
  const currents = new Map(projection.currents.map((current) => [current.figure, current]))
  const find = (figure: string, key: { reference_date: string | null; revision: number | null } | null | undefined) => {
    if (!key?.reference_date) return undefined
    const here = released.get(`${figure} ${key.reference_date}`)
    return here?.revision === key.revision ? here : before.observation(figure, key.reference_date)
  }
  return [
    ...restatements('source', Source, projection.sources),
    ...restatements('figure', Figure, projection.figures),
    ...restatements('identity', Identity, projection.identities),
    ...projection.revisions.map((revision) =>
      observationChange(
        revision,
        find(revision.figure, revision.replaced),
        find(revision.figure, currents.get(revision.figure)),
      ),
    ),
  ]
}

/** A change as an editor reads it: `held_living 2025-03-05: about 24 → 23 (corrected: …)`. */
export function sentence(change: Change): string {
  if (change.subject !== 'observation') return `${change.subject} ${change.id}: ${change.restated.join(', ')} restated`
  const { figure, reference_date, from, to, now_current, change_type, reason } = change
  const cause = reason === null ? change_type : `${change_type}: ${reason}`
  // Only after a retraction does a later revision replace nothing.
  const before = from !== null ? `${dated(from, reference_date)} → ` : change.revision > 1 ? 'retracted → ' : ''
  const after = to === null ? 'retracted' : to.display
  const instead =
    change_type !== 'retracted'
      ? ''
      : now_current === null
        ? '; now no figure'
        : `; now ${dated(now_current, reference_date)}`
  return `${figure} ${reference_date}: ${before}${after}${instead} (${cause})`
}

/** A change as a reader reads it: "Hostages believed alive and still held, on 5 March 2025: about 24, now 23. Corrected: …" */
export function headline(change: ObservationChange, title: string): string {
  const { reference_date, from, to, now_current, change_type, reason } = change
  const was = from === null ? '' : `${dated(from, reference_date, dateInWords)}, `
  const is = to === null ? 'retracted' : from === null || !change.quantity_changed ? to.display : `now ${to.display}`
  const told = from !== null && to !== null && !change.quantity_changed ? `still ${to.display}` : was + is
  const instead =
    change_type !== 'retracted'
      ? ''
      : now_current === null
        ? '; now no figure'
        : `; now ${dated(now_current, reference_date, dateInWords)}`
  const cause = `${change_type[0]?.toUpperCase()}${change_type.slice(1)}${reason === null ? '' : `: ${reason.replace(/\.$/, '')}`}.`
  return `${title}, ${dateInWords(reference_date)}: ${told}${instead}. ${cause}`
}

const dated = (state: Said, reference_date: string, words = (date: string) => date) =>
  state.reference_date === reference_date ? state.display : `${state.display} on ${words(state.reference_date)}`
