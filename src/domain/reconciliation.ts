// Do the numbers add up? An identity says which figures must sum to which others. Its gap is judged only when all its
// terms speak for one day, and only as far as their hedges allow.

import * as z from 'zod'
import { Scope } from './figure.ts'
import { bounds, type Quantity } from './quantity.ts'
import { Id, Words } from './scalar.ts'

const Terms = z.array(Id, { error: 'a list of figures' }).min(1, { error: 'a list of at least one figure' })

/** An accounting rule: the sum of `total` equals the sum of `parts`. */
export const Identity = z.strictObject({
  id: Id.describe('Identifier of the accounting rule.'),
  scope: Scope.describe('The population it accounts for; its terms may have other scopes.'),
  title: Words.describe('What is accounted for.'),
  total: Terms.describe('The sum of these figures …'),
  parts: Terms.describe('… equals the sum of these.'),
})
export type Identity = z.infer<typeof Identity>

/** An identity as published. */
export type StatedIdentity = Identity & { release: number; position: number }

export const Verdict = z.enum(['holds', 'possible', 'violated', 'mixed_dates', 'incomplete'])
export type Verdict = z.infer<typeof Verdict>

/** A figure of an identity with its newest observation by the date asked for; null where there is none. */
export type Term = { figure: string; observation: (Quantity & { reference_date: string }) | null }

export type Reconciliation = {
  verdict: Verdict
  /** The one day all terms speak for, else null. */
  reference_date: string | null
  /** Total less parts by `value`; null when a term has no observation. */
  gap: number | null
  /** The least and the most the gap can be; null where a needed bound is open. */
  gap_lower_bound: number | null
  gap_upper_bound: number | null
  /** Figures without an observation. */
  missing: string[]
}

const sum = (numbers: (number | null)[]) =>
  numbers.reduce<number | null>((total, number) => (total === null || number === null ? null : total + number), 0)

const less = (one: number | null, other: number | null) => (one === null || other === null ? null : one - other)

/** Weighs an identity's total against its parts. A `between` counts with its `value` in the nominal gap. */
export function reconcile(total: Term[], parts: Term[]): Reconciliation {
  const terms = [...total, ...parts]
  const missing = terms.filter((term) => term.observation === null).map((term) => term.figure)
  const values = (side: Term[]) => sum(side.map((term) => term.observation?.value ?? null))
  const ends = (side: Term[], end: 'lower_bound' | 'upper_bound') =>
    sum(side.map((term) => (term.observation === null ? null : bounds(term.observation)[end])))
  const gap = less(values(total), values(parts))
  const interval = {
    gap_lower_bound: less(ends(total, 'lower_bound'), ends(parts, 'upper_bound')),
    gap_upper_bound: less(ends(total, 'upper_bound'), ends(parts, 'lower_bound')),
  }
  const [date = null, ...others] = new Set(terms.flatMap((term) => term.observation?.reference_date ?? []))
  const shared = missing.length === 0 && others.length === 0 ? date : null
  return { verdict: judge(), reference_date: shared, gap, ...interval, missing }

  function judge(): Verdict {
    if (missing.length > 0) return 'incomplete'
    if (shared === null) return 'mixed_dates'
    if (terms.every((term) => term.observation?.qualifier === 'exact')) return gap === 0 ? 'holds' : 'violated'
    const { gap_lower_bound: low, gap_upper_bound: high } = interval
    return (low ?? 0) > 0 || (high ?? 0) < 0 ? 'violated' : 'possible'
  }
}
