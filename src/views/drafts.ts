// How drafts are told, to those who may see them.

import * as z from 'zod'
import { Draft } from '../domain/release.ts'
import { Instant } from '../domain/scalar.ts'
import type { StoredDraft } from '../store/drafts.ts'
import { AsOf } from './as-of.ts'
import { Change } from './releases.ts'

/** A draft as it is sent. */
export const DraftBody = Draft.meta({ id: 'Draft' })

/** A draft without its contents. */
export const DraftListed = z
  .object({
    id: z.int().describe('Id of the draft; never given again.'),
    drafted_by: z.string().describe('Name of the key that stored it.'),
    drafted_at: Instant.describe('The instant it was stored.'),
    note: z.string().describe('What it would bring.'),
    release: z.int().nullable().describe('The release it was published as; null while it waits.'),
    url: z.string().describe('The draft, whole.'),
  })
  .meta({ id: 'DraftListed' })

/** A draft whole, with what publishing it now would do. */
export const DraftAnswer = z
  .object({
    as_of: AsOf.nullable().describe('The newest release, which the draft was weighed against; null before the first.'),
    ...DraftListed.shape,
    would_be: z.int().nullable().describe('The number it would get; null when it breaks a rule or is published.'),
    changes: z.array(Change).describe('What it would change.'),
    broken: z
      .array(
        z.object({
          pointer: z.string().describe('JSON pointer (RFC 6901) into the draft.'),
          detail: z.string().describe('A sentence that names what is wrong there.'),
        }),
      )
      .describe('The rules it breaks now, because of what was published since it was stored.'),
    draft: z.looseObject({}).describe('The draft as it was sent.'),
  })
  .meta({ id: 'DraftAnswer' })

/** Tells a stored draft. */
export function draftListed(draft: Omit<StoredDraft, 'body'>): z.infer<typeof DraftListed> {
  const { id, drafted_by, drafted_at, note, release } = draft
  return { id, drafted_by, drafted_at, note, release, url: `/v1/drafts/${id}` }
}
