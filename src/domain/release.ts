// A release is the unit of publication: numbered, immutable, whole. Everything the service says comes from one.

import * as z from 'zod'
import { Figure } from './figure.ts'
import { DraftObservation, type ReleasedObservation } from './observation.ts'
import { Identity } from './reconciliation.ts'
import { type CalendarDate, Instant, Words } from './scalar.ts'
import { Source } from './source.ts'

/** A release as an editor writes it. */
export const Draft = z.strictObject({
  note: Words.describe('What this release brings, in one or more sentences.'),
  figures: z.array(Figure, { error: 'a list of figures' }).default([]).describe('Definitions added or changed, whole.'),
  sources: z.array(Source, { error: 'a list of sources' }).default([]).describe('Sources added or restated.'),
  observations: z
    .array(DraftObservation, { error: 'a list of observations' })
    .default([])
    .describe('Observations added or revised.'),
  identities: z
    .array(Identity, { error: 'a list of identities' })
    .default([])
    .describe('Accounting rules added or changed.'),
})
export type Draft = z.infer<typeof Draft>

/** What a published release carries besides its draft. */
export const Publication = z.object({
  number: z.int().min(1).describe('Number of the release, counted from 1.'),
  published_at: Instant.describe('The instant it was published.'),
  published_by: z.string().describe('Name of the key it was published with; `bundled` for bundled releases.'),
  previous_digest: z.string().nullable().describe('Digest of the release before it; null for release 1.'),
})
export type Publication = z.infer<typeof Publication>

/** A release as it is hashed: every key, and every claim with its `preferred`. */
export type Release = Omit<Draft, 'observations'> & Publication & { observations: ReleasedObservation[] }

/** The newest release: where the chain ends. */
export type Head = Pick<Release, 'number' | 'published_at'> & { digest: string }

/** The day after a date: the last reference date a release of that day may speak for, since days begin in the east. */
export function dayAfter(date: CalendarDate): CalendarDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
}

/** The instant a release is published: now, and always after the release before it, even when the clock steps back. */
export function publishedAfter(previous: Instant | undefined, now: Date): Instant {
  const earliest = previous === undefined ? Number.NEGATIVE_INFINITY : Date.parse(previous) + 1
  return new Date(Math.max(now.getTime(), earliest)).toISOString()
}
