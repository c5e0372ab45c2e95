// How releases and their changes are told.

import * as z from 'zod'
import { Claim } from '../domain/claim.ts'
import { Figure } from '../domain/figure.ts'
import { Cause, DraftObservation } from '../domain/observation.ts'
import { Bounds, Quantity } from '../domain/quantity.ts'
import { Identity } from '../domain/reconciliation.ts'
import { Publication } from '../domain/release.ts'
import { CalendarDate } from '../domain/scalar.ts'
import type { ReleaseSummary, StoredRelease } from '../store/releases.ts'
import type { Store } from '../store/store.ts'
import { SourceView } from './observations.ts'

const digest = z
  .string()
  .describe('SHA-256 of the RFC 8785 canonical JSON of the release without this key, in hexadecimal.')

/** A release without its contents. */
export const ReleaseListed = z
  .object({
    ...Publication.pick({ number: true, published_at: true, published_by: true }).shape,
    note: z.string().describe('What it brought.'),
    previous_digest: Publication.shape.previous_digest,
    digest,
    figures: z.int().describe('How many definitions it holds.'),
    sources: z.int().describe('How many sources it holds.'),
    observations: z.int().describe('How many revisions it holds.'),
    identities: z.int().describe('How many identities it holds.'),
    newest_reference_date: CalendarDate.nullable().describe('The newest day any observation speaks for as of it.'),
    url: z.string().describe('The release, whole.'),
  })
  .meta({ id: 'ReleaseListed' })

/** A release whole, as it was hashed; the digest is added. */
export const ReleaseAnswer = z
  .object({
    digest,
    figures: z.array(Figure.required()),
    identities: z.array(Identity),
    note: z.string().describe('What it brought.'),
    number: Publication.shape.number,
    observations: z.array(DraftObservation.required().extend({ claims: z.array(Claim.required()) })),
    previous_digest: Publication.shape.previous_digest,
    published_at: Publication.shape.published_at,
    published_by: Publication.shape.published_by,
    sources: z.array(SourceView),
  })
  .meta({ id: 'Release' })

/** What an observation said. */
export const Said = z
  .object({
    display: z.string().describe('The quantity in words, hedge included.'),
    ...Quantity.shape,
    reference_date: CalendarDate.describe('The day the count speaks for.'),
    ...Bounds.shape,
    contested: z.boolean().describe('Whether another claim cannot be true together with this one.'),
    series_break: z.string().nullable().describe('Why it cannot be compared with the observation before it.'),
    definition_version: z.int().describe('The version of the definition it was counted by.'),
  })
  .meta({ id: 'Said' })

/** A change: one revision against what it replaced, or a definition, source or identity said anew. */
export const Change = z
  .discriminatedUnion('subject', [
    z.object({
      subject: z.literal('observation'),
      figure: z.string().describe('The figure.'),
      reference_date: CalendarDate.describe('The day the count speaks for.'),
      revision: z.int().describe('Which revision of the observation this is.'),
      release: z.int().describe('The release that makes the change.'),
      change_type: Cause.shape.change_type,
      reason: z.string().nullable().describe('Why, in words.'),
      error_origin: z.enum(['source', 'publisher']).nullable().describe('Whose error was corrected.'),
      from: Said.nullable().describe('What it replaced; null where it replaced nothing.'),
      to: Said.nullable().describe('What it says; null when it is retracted.'),
      now_current: Said.nullable().describe('When it is retracted: what the figure says instead, or null.'),
      quantity_changed: z.boolean().describe('Whether the number or its hedge moved.'),
      comparable: z.boolean().nullable().describe('Whether from and to count the same; null without both.'),
    }),
    z.object({
      subject: z.enum(['figure', 'source', 'identity']),
      id: z.string().describe('Id of the figure, source or identity.'),
      release: z.int().describe('The release that makes the change.'),
      restated: z.array(z.string()).describe('The keys whose values differ from what they were.'),
    }),
  ])
  .meta({ id: 'Change' })

/** Where a release is read. */
export const addressOf = (number: number) => `/v1/releases/${number}`

/** The JSON of a release: its canonical bytes with the digest put first, which is where RFC 8785 sorts it. */
export function wholeRelease({ releases }: Store, { number, digest }: ReleaseSummary): Buffer {
  const { canonical } = releases.stored(number) as StoredRelease
  return Buffer.concat([Buffer.from(`{"digest":"${digest}",`), canonical.subarray(1)])
}
