// How many, as carefully as the source said it. "at least 35" is not 35: a quantity is a number together with its
// hedge, and neither is ever shown without the other.

import * as z from 'zod'

const people = { error: 'a whole number from 0 to 1,000,000' }

/** A count: whole, 0 to 1,000,000. */
export const Count = z.int(people).min(0, people).max(1_000_000, people)

/** What a careful sentence says about a number. */
export const Qualifier = z.enum(['exact', 'about', 'at_least', 'more_than', 'at_most', 'fewer_than', 'between'])
export type Qualifier = z.infer<typeof Qualifier>

/** `value` with its hedge; `upper_value` only with `between`. */
export const Quantity = z.object({
  value: Count.describe('The number that was said. Never quote it without its qualifier.'),
  qualifier: Qualifier.describe('The hedge: what the source says about the number.'),
  upper_value: Count.nullable().describe('The second number, only with `between`.'),
})
export type Quantity = z.infer<typeof Quantity>

const Bound = z.int().min(0).max(1_000_001).nullable()

/** Whole people, both ends included; `null` is an open end. Implied by the qualifier and by nothing else. */
export const Bounds = z.object({
  lower_bound: Bound.describe('The fewest it can be, included; null where the source gives no such limit.'),
  upper_bound: Bound.describe('The most it can be, included; null where the source gives no such limit.'),
})
export type Bounds = z.infer<typeof Bounds>

/** A number with commas between its thousands. Not toLocaleString, which first loads all languages: 40 ms of a start. */
export const grouped = (value: number) => String(value).replace(/\B(?=(\d{3})+$)/g, ',')

/** The quantity in words: "about 24", "at least 35", "between 200 and 250". The hedge is never lost. */
export function display({ value, qualifier, upper_value }: Quantity): string {
  const number = grouped(value)
  switch (qualifier) {
    case 'exact':
      return number
    case 'about':
      return `about ${number}`
    case 'at_least':
      return `at least ${number}`
    case 'more_than':
      return `more than ${number}`
    case 'at_most':
      return `at most ${number}`
    case 'fewer_than':
      return `fewer than ${number}`
    case 'between':
      return `between ${number} and ${upper_value === null ? '…' : grouped(upper_value)}`
  }
}

/** The values a quantity allows. `about 250` has no bounds, because none were reported. */
export function bounds({ value, qualifier, upper_value }: Quantity): Bounds {
  switch (qualifier) {
    case 'exact':
      return { lower_bound: value, upper_bound: value }
    case 'about':
      return { lower_bound: null, upper_bound: null }
    case 'at_least':
      return { lower_bound: value, upper_bound: null }
    case 'more_than':
      return { lower_bound: value + 1, upper_bound: null }
    case 'at_most':
      return { lower_bound: 0, upper_bound: value }
    case 'fewer_than':
      return { lower_bound: 0, upper_bound: value - 1 }
    case 'between':
      return { lower_bound: value, upper_bound: upper_value }
  }
}

/** The largest power of ten that divides `value`, at most 10: how round a number is. */
function roundness(value: number) {
  return value % 10 === 0 ? 10 : 1
}

function interval(quantity: Quantity): [number, number] {
  const { value, qualifier } = quantity
  const { lower_bound, upper_bound } = bounds(quantity)
  const reach = qualifier === 'about' ? roundness(value) / 2 : Number.POSITIVE_INFINITY
  return [lower_bound ?? value - reach, upper_bound ?? value + reach]
}

/**
 * Whether two quantities cannot both be true. For this question alone "about n" is read as n ± half its roundness
 * (about 250 is 245 to 255, about 24 is 24).
 */
export function contests(one: Quantity, other: Quantity): boolean {
  const [low, high] = interval(one)
  const [otherLow, otherHigh] = interval(other)
  return Math.ceil(Math.max(low, otherLow)) > Math.floor(Math.min(high, otherHigh))
}

/** Whether two quantities are the same number, whatever their hedges. */
export function sameNumber(one: { value: number | null; upper_value: number | null } | null, other: Quantity): boolean {
  return one?.value === other.value && one.upper_value === other.upper_value
}

/** Whether two quantities are the same words: same number, same hedge. */
export function sameQuantity(one: Quantity | null, other: Quantity | null): boolean {
  return one?.value === other?.value && one?.qualifier === other?.qualifier && one?.upper_value === other?.upper_value
}
