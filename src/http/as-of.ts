// Which release an answer is drawn from. Below this file there is no "latest": every read is given a number.

import { shown } from '../domain/draft.ts'
import { Problem } from '../domain/problem.ts'
import { CalendarDate, Instant } from '../domain/scalar.ts'
import type { Press } from '../publish.ts'
import type { ReleaseSummary } from '../store/releases.ts'

const bad = (parameter: string, detail: string) => new Problem('invalid_parameter', detail, [{ parameter, detail }])

/** The newest release; 404 while there is none. */
export function newestRelease({ log }: Press): ReleaseSummary {
  const newest = log.head()
  if (newest === undefined) throw new Problem('not_found', 'No release has been published yet.')
  return newest
}

/** The release that `as_of` names: a number, a date or an instant; without it, the newest. */
export function releaseAsOf(press: Press, text: string | undefined, parameter = 'as_of'): ReleaseSummary {
  const newest = newestRelease(press)
  if (text === undefined) return newest
  if (/^\d{1,9}$/.test(text)) return numbered(press, Number(text), newest)
  const by = lastInstant(press, text, parameter)
  const release = press.store.releases.publishedBy(by)
  if (release !== undefined) return release
  const first = press.store.releases.one(1)
  throw new Problem(
    'not_found',
    `No release had been published by ${text}; release 1 was the first, at ${first?.published_at}.`,
  )
}

function numbered({ store }: Press, number: number, newest: ReleaseSummary) {
  const release = store.releases.one(number)
  if (release === undefined) throw new Problem('not_found', `No release ${number}; the newest is ${newest.number}.`)
  return release
}

function lastInstant({ now }: Press, text: string, parameter: string): string {
  const clock = now().toISOString()
  const date = CalendarDate.safeParse(text)
  const instant = date.success ? undefined : Instant.safeParse(text)
  if (date.success ? date.data > clock.slice(0, 10) : instant?.success && instant.data > clock) {
    throw bad(parameter, `${parameter} ${shown(text)} is in the future; it is now ${clock}.`)
  }
  if (date.success) return `${date.data}T23:59:59.999Z`
  if (instant?.success) return instant.data
  throw bad(
    parameter,
    `${parameter} ${shown(text)} is not a release number, a date (YYYY-MM-DD) or an instant (YYYY-MM-DDTHH:MM:SSZ).`,
  )
}

/** The number after which `since` asks; it must not be after the release the answer is drawn from. */
export function releaseSince(press: Press, text: string | undefined, upTo: ReleaseSummary): number {
  const number = text === undefined || text === '0' ? 0 : releaseAsOf(press, text, 'since').number
  if (number <= upTo.number) return number
  throw bad(
    'since',
    `since ${shown(text)} is release ${number}, after release ${upTo.number}, from which the answer is drawn.`,
  )
}
