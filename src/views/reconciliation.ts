// How an accounting identity is told: its terms with their hedges, the gap, and a sentence for the verdict.

import * as z from 'zod'
import { Dimensions } from '../domain/figure.ts'
import { Bounds, Quantity } from '../domain/quantity.ts'
import {
  Identity,
  type Reconciliation,
  reconcile,
  type StatedIdentity,
  type Term,
  Verdict,
} from '../domain/reconciliation.ts'
import { CalendarDate } from '../domain/scalar.ts'
import { dateInWords } from '../domain/statement.ts'
import type { CurrentFigure } from '../store/figures.ts'
import type { Store } from '../store/store.ts'
import { figureView, nullable } from './observations.ts'

const TermView = z
  .object({
    figure: z.string().describe('The figure.'),
    title: z.string().describe('What is counted.'),
    scope: Dimensions.shape.scope,
    display: z.string().describe('Its quantity in words, hedge included.'),
    ...nullable({ ...Quantity.shape, ...Bounds.shape }),
    reference_date: CalendarDate.nullable().describe('The day it speaks for.'),
    permalink: z.string().nullable().describe('This number, as of this release.'),
  })
  .meta({ id: 'Term' })
type TermView = z.infer<typeof TermView>

const { id, scope, title } = Identity.shape
const people = (meaning: string) => z.int().nullable().describe(meaning)

/** An identity, weighed. */
export const IdentityView = z
  .object({
    identity: id,
    title,
    scope,
    verdict: Verdict.describe(
      'holds: exact terms and no gap; possible: the hedges leave room for no gap; violated: it cannot add up; mixed_dates: the terms speak for different days, so it is not judged; incomplete: a term has no observation.',
    ),
    sentence: z.string().describe('The verdict in words.'),
    reference_date: CalendarDate.nullable().describe('The one day all terms speak for; null when they do not.'),
    gap: people('Total less parts, by value.'),
    gap_lower_bound: people('The least the gap can be; null where a needed bound is open.'),
    gap_upper_bound: people('The most the gap can be; null where a needed bound is open.'),
    missing: z.array(z.string()).describe('Figures without an observation by that day.'),
    complete_on: z.array(CalendarDate).describe('The days on which all terms were observed together.'),
    total: z.array(TermView),
    parts: z.array(TermView),
  })
  .meta({ id: 'IdentityWeighed' })
export type IdentityView = z.infer<typeof IdentityView>

/** A term with its identity, as a row of CSV. */
export const TermRow = z.object({
  identity: id,
  scope,
  verdict: Verdict,
  sentence: z.string(),
  gap: people(''),
  gap_lower_bound: people(''),
  gap_upper_bound: people(''),
  side: z.enum(['total', 'parts']),
  ...TermView.omit({ scope: true }).shape,
  figure_scope: scope,
})

/** Weighs an identity as of a release, at a day or at the newest one on which it can be weighed best. */
export function identityView(
  store: Store,
  identity: StatedIdentity,
  { release, reference_date_to }: { release: number; reference_date_to: string | undefined },
): IdentityView {
  const figures = [...identity.total, ...identity.parts]
  const complete_on = store.observations.observedTogether(figures, release)
  const day = reference_date_to ?? complete_on.at(-1)
  const current = store.figures.current({ figures, reference_date_to: day, after: 0, limit: figures.length }, release)
  const found = new Map(current.map((one) => [one.figure.id, one]))
  const side = (ids: string[]) => ids.map((figure) => found.get(figure) as CurrentFigure)
  const weighed = reconcile(side(identity.total).map(term), side(identity.parts).map(term))
  const views = (ids: string[]) => side(ids).map((one) => termView(one, release))
  const [total, parts] = [views(identity.total), views(identity.parts)]
  return {
    identity: identity.id,
    title: identity.title,
    scope: identity.scope,
    verdict: weighed.verdict,
    sentence: sentence(weighed, total, parts),
    reference_date: weighed.reference_date,
    gap: weighed.gap,
    gap_lower_bound: weighed.gap_lower_bound,
    gap_upper_bound: weighed.gap_upper_bound,
    missing: weighed.missing,
    complete_on,
    total,
    parts,
  }
}

function term({ figure, observation }: CurrentFigure): Term {
  if (observation?.value == null) return { figure: figure.id, observation: null }
  const { value, qualifier, upper_value, reference_date } = observation
  return { figure: figure.id, observation: { value, qualifier, upper_value, reference_date } }
}

function termView(current: CurrentFigure, release: number): TermView {
  const view = figureView(current, release)
  const {
    figure,
    title,
    scope,
    display,
    value,
    qualifier,
    upper_value,
    lower_bound,
    upper_bound,
    reference_date,
    permalink,
  } = view
  return {
    figure,
    title,
    scope,
    display,
    value,
    qualifier,
    upper_value,
    lower_bound,
    upper_bound,
    reference_date,
    permalink,
  }
}

function sentence(
  { verdict, reference_date, gap, gap_lower_bound: low, gap_upper_bound: high, missing }: Reconciliation,
  total: TermView[],
  parts: TermView[],
): string {
  const sum = (terms: TermView[]) => terms.map((one) => `${one.display} (${one.figure})`).join(' + ')
  const sides = `${sum(total)} against ${sum(parts)}`
  const day = reference_date === null ? '' : `On ${dateInWords(reference_date)}: `
  switch (verdict) {
    case 'holds':
      return `${day}${sum(total)} = ${sum(parts)}. It adds up exactly.`
    case 'possible':
      return `${day}${sides}. The hedges leave room for it to add up: the difference is ${range(low, high)}.`
    case 'violated':
      return `${day}${sides}. It does not add up: the difference is ${low === high ? gap : range(low, high)}.`
    case 'mixed_dates':
      return `${sides}. The numbers speak for different days, so the difference of ${gap} by value is not judged.`
    case 'incomplete':
      return `There is no number for ${missing.join(', ')}, so nothing can be added up.`
  }
}

function range(low: number | null, high: number | null): string {
  if (low === null && high === null) return 'not bounded by what was reported'
  if (low === null) return `${high} or less`
  if (high === null) return `${low} or more`
  return `between ${low} and ${high}`
}

/** The terms of an identity as rows of CSV. */
export function termRows(view: IdentityView): z.infer<typeof TermRow>[] {
  const { identity, scope, verdict, sentence, gap, gap_lower_bound, gap_upper_bound } = view
  const rows = (side: 'total' | 'parts') =>
    view[side].map(({ scope: figure_scope, ...term }) => ({
      identity,
      scope,
      verdict,
      sentence,
      gap,
      gap_lower_bound,
      gap_upper_bound,
      side,
      ...term,
      figure_scope,
    }))
  return [...rows('total'), ...rows('parts')]
}
