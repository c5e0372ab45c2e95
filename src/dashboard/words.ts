// Days, instants, ages and populations in words. An age is counted from the newest day in the data and not from today:
// the page says the same whenever it is read, and never makes an old number look fresh.

import type { Dimensions } from '../domain/figure.ts'
import { grouped } from '../domain/quantity.ts'
import { dateInWords } from '../domain/statement.ts'
import { html, type Markup } from './html.ts'

/** "1 change", "2 changes". */
export function counted(count: number, one: string, more: string): string {
  return `${grouped(count)} ${count === 1 ? one : more}`
}

/** A day, for people and for machines. */
export function day(date: string): Markup {
  return html`<time datetime="${date}">${dateInWords(date)}</time>`
}

/** An instant in words: "22 November 2026, 12:30 UTC". */
export function instantInWords(instant: string): string {
  return `${dateInWords(instant.slice(0, 10))}, ${instant.slice(11, 16)} UTC`
}

/** An instant, for people and for machines. */
export function moment(instant: string): Markup {
  return html`<time datetime="${instant}">${instantInWords(instant)}</time>`
}

/** How far a day lies behind the newest one. */
export function age(date: string, newest: string): string {
  const days = Math.round((Date.parse(newest) - Date.parse(date)) / 86_400_000)
  return days === 0 ? 'the newest day in these data' : `${counted(days, 'day', 'days')} before the newest day`
}

/** Of whom: the population a figure counts. */
export const scopes: Record<Dimensions['scope'], string> = {
  all_held: 'Including those held since before 7 October 2023',
  taken_2023_10_07: 'Of those taken on 7 October 2023',
  held_before_2023_10_07: 'Of those held since before 7 October 2023',
}
