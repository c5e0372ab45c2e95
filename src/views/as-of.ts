// How the release an answer was drawn from is told: in every answer.

import * as z from 'zod'
import type { ReleaseSummary } from '../store/releases.ts'

/** The release an answer was drawn from. */
export const AsOf = z
  .object({
    release: z.int().describe('Number of the release.'),
    published_at: z.string().describe('The instant it was published.'),
    newest_reference_date: z
      .string()
      .nullable()
      .describe('The newest day any current observation speaks for: where the data end.'),
  })
  .meta({ id: 'AsOf' })

/** How a release is told in an answer. */
export function asOfView({ number, published_at, newest_reference_date }: ReleaseSummary): z.infer<typeof AsOf> {
  return { release: number, published_at, newest_reference_date }
}
