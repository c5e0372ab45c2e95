// How the result of a quote check is told.

import * as z from 'zod'
import { type Candidate, type Finding, verdicts } from '../domain/check.ts'
import { display } from '../domain/quantity.ts'
import { CalendarDate } from '../domain/scalar.ts'
import type { ReleaseSummary } from '../store/releases.ts'
import type { Store } from '../store/store.ts'
import { observationView } from './observations.ts'

/** One thing that is true of a quotation. */
export const FindingView = z.object({
  verdict: z.enum(verdicts).describe('What is true of the quotation.'),
  explanation: z.string().describe('The same in words.'),
  right: z.string().nullable().describe('The sentence that would be right; null when nothing is published.'),
  figure: z.string().nullable().describe('The figure the number belongs to.'),
  display: z.string().nullable().describe('What that figure says there, hedge included.'),
  reference_date: CalendarDate.nullable().describe('The day it speaks for.'),
  release: z.int().nullable().describe('The release that published it.'),
  superseded_by: z
    .object({
      display: z.string().describe('What it was changed to.'),
      change_type: z.string().describe('Why, in a word.'),
      reason: z.string().nullable().describe('Why, in words.'),
      release: z.int().describe('The release that changed it.'),
      published_at: z.string().describe('The instant of that release.'),
    })
    .nullable()
    .describe('With superseded: by what, when and why.'),
  permalink: z.string().nullable().describe('The observation, as of this release.'),
})

/** Tells a finding. */
export function findingView(
  store: Store,
  { verdict, explanation, candidate, successor }: Finding,
  release: number,
): z.infer<typeof FindingView> {
  const { figure = null, reference_date = null } = candidate ?? {}
  const definition = figure === null ? undefined : store.figures.definition(figure, release)
  const now =
    figure === null || reference_date === null
      ? undefined
      : store.observations.newestRevision({ figure, reference_date }, release)
  const view = definition && now && observationView(definition, now, release)
  return {
    verdict,
    explanation,
    right: view?.statement ?? null,
    figure,
    display: candidate && told(candidate),
    reference_date,
    release: candidate?.release ?? null,
    superseded_by: successor && {
      display: told(successor),
      change_type: successor.change_type,
      reason: successor.reason,
      release: successor.release,
      published_at: (store.releases.one(successor.release) as ReleaseSummary).published_at,
    },
    permalink: view?.permalink ?? null,
  }
}

const told = ({ quantity }: Candidate) => (quantity === null ? 'retracted' : display(quantity))
