// One number for one day, and its life: an observation is published once and then revised, corrected, reclassified,
// confirmed or retracted, each time with a cause. No state of it is ever overwritten.

import * as z from 'zod'
import { Claim } from './claim.ts'
import { type Bounds, bounds, contests, type Quantity } from './quantity.ts'
import { CalendarDate, Id, Words } from './scalar.ts'

/** Why a revision exists. */
export const ChangeType = z.enum([
  'new',
  'backfilled',
  'revised',
  'corrected',
  'reclassified',
  'confirmed',
  'retracted',
])
export type ChangeType = z.infer<typeof ChangeType>

/** Whose error was corrected. */
export const ErrorOrigin = z.enum(['source', 'publisher'])

/** The cause of a revision, as an editor writes it. */
export const Cause = z.object({
  change_type: ChangeType.describe(
    'new; backfilled (a past date entered late); revised (new information); corrected (an error); reclassified ' +
      '(definition or scope); confirmed (said again); retracted.',
  ),
  reason: Words.nullable().default(null).describe('Why it changed, in words; null only where nothing did.'),
  error_origin: ErrorOrigin.nullable().default(null).describe('With corrected: whose error it was.'),
  series_break: Words.nullable()
    .default(null)
    .describe('Why it cannot be compared with the observation before it; null where it can.'),
})

/** One revision of one observation, as an editor writes it. */
export const DraftObservation = z.strictObject({
  figure: Id.describe('The figure observed.'),
  reference_date: CalendarDate.describe('The day the count speaks for.'),
  ...Cause.shape,
  claims: z
    .array(Claim, { error: 'a list of claims' })
    .default([])
    .describe('What the sources say; empty only when retracted.'),
})
export type DraftObservation = z.infer<typeof DraftObservation>

/** An observation as a release holds it: every claim says whether it is preferred. */
export type ReleasedObservation = Omit<DraftObservation, 'claims'> & { claims: Claim[] }

/** Where an observation is found: one figure, one day. */
export type ObservationKey = { figure: string; reference_date: string }

/** One state of one observation: a revision by number. */
export type RevisionKey = ObservationKey & { revision: number }

/** A revision's key as text, to look it up by. */
export const keyOf = ({ figure, reference_date, revision }: { [K in keyof RevisionKey]: RevisionKey[K] | null }) =>
  `${figure} ${reference_date} ${revision}`

/** The quantity of a state: that of its preferred claim, and null throughout once retracted. */
export type StatedQuantity = Quantity | { value: null; qualifier: null; upper_value: null }

/** A quantity as it is stored: all three are null where there is none. */
type ReadQuantity = { [K in keyof Quantity]: Quantity[K] | null }

/** A revision as published, with all that follows from its claims. */
export type Revision = RevisionKey &
  Omit<ReleasedObservation, 'figure' | 'reference_date'> &
  StatedQuantity &
  Bounds & {
    release: number
    /** Where it stands among all revisions: by release, and within one by figure and reference date. */
    position: number
    contested: boolean
    definition_version: number
    /** What this revision took the place of: the one before it or, for `new`, the figure's current observation. */
    replaced: Omit<RevisionKey, 'figure'> | null
  }

/** A revision without its claims: what a change tells of it. */
export type BareRevision = Omit<Revision, 'claims' | 'replaced' | keyof Quantity> & ReadQuantity

/** The quantity of a revision, or null when it is retracted. */
export function quantityOf({ value, qualifier, upper_value }: ReadQuantity): Quantity | null {
  return value === null || qualifier === null ? null : { value, qualifier, upper_value }
}

/** What follows from claims: the quantity, its bounds, and whether another claim cannot be true together with it. */
export function weigh(claims: Claim[]): StatedQuantity & Bounds & { contested: boolean } {
  const preferred = claims.find((claim) => claim.preferred)
  if (preferred === undefined) {
    return { value: null, qualifier: null, upper_value: null, lower_bound: null, upper_bound: null, contested: false }
  }
  const { value, qualifier, upper_value } = preferred
  const contested = claims.some((claim) => contests(claim, preferred))
  return { value, qualifier, upper_value, ...bounds(preferred), contested }
}
