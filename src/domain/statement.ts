// The sentence to quote: number, hedge, date and source, in one breath, and who says otherwise.

import type { Claim } from './claim.ts'
import type { Accumulation } from './figure.ts'
import { contests, display } from './quantity.ts'
import type { CalendarDate } from './scalar.ts'

/** A claim with the publisher of its source: enough to credit it. */
export type CreditedClaim = Claim & { publisher: string }

const months = 'January February March April May June July August September October November December'.split(' ')

/** A date in words: "5 March 2025". */
export function dateInWords(date: CalendarDate): string {
  const day = new Date(date)
  return `${day.getUTCDate()} ${months[day.getUTCMonth()]} ${date.slice(0, 4)}`
}

/** How a sentence leads up to the day: true on it, counted by it, or counted on it about an event. */
export const when: Record<Accumulation, string> = { stock: 'on', cumulative: 'by', event: 'as counted on' }

/** Who said it to whom: "Israel, in The New York Times"; the publisher alone when the count is its own. */
export function credit({ attributed_to, publisher }: Pick<CreditedClaim, 'attributed_to' | 'publisher'>): string {
  return attributed_to === null || attributed_to === publisher ? publisher : `${attributed_to}, in ${publisher}`
}

/** An observation in a sentence, with its source and every claim that contests it. */
export function statement(observation: {
  title: string
  accumulation: Accumulation
  reference_date: CalendarDate
  claims: CreditedClaim[]
}): string {
  const { title, accumulation, reference_date, claims } = observation
  const preferred = claims.find((claim) => claim.preferred)
  const date = `${accumulation === 'event' ? ',' : ''} ${when[accumulation]} ${dateInWords(reference_date)}`
  if (preferred === undefined) return `${title}: the figure${date.replace(/^,/, '')} was retracted.`
  const contesting = claims.filter((claim) => contests(claim, preferred))
  const others = contesting.map((claim) => `${display(claim)} (${credit(claim)})`).join('; ')
  const main = `${title}: ${display(preferred)}${date}. Source: ${credit(preferred)}.`
  return others === '' ? main : `${main} Contested: ${others}.`
}
