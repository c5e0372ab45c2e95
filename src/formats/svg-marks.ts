// How quantities become marks: a number that is not exact is never a bare dot, a step holds until the next observation,
// and no line crosses a series break.

import { bounds, contests, type Qualifier } from '../domain/quantity.ts'
import type { Observed, Stated } from './svg.ts'

/** The shape of a mark: `above` is open upward from its bound, `below` reaches from its bound down to 0. */
export type Shape = 'exact' | 'about' | 'above' | 'below' | 'between'

const shapes: Record<Qualifier, Shape> = {
  exact: 'exact',
  about: 'about',
  at_least: 'above',
  more_than: 'above',
  at_most: 'below',
  fewer_than: 'below',
  between: 'between',
}

/** One quantity on one day: `low` and `high` differ for "between" alone. */
export type Mark = { at: number; shape: Shape; low: number; high: number; words: string; contesting: boolean }

/** A level that stays from one observation to the next; `cut`, if the line has to stop before the next. */
export type Hold = { from: number; to: number; level: number; hedged: boolean; cut: boolean }

/** From one level to the next one, on the day of the next. */
export type Riser = { at: number; from: number; to: number }

/** Something else is counted from `to` on than on `from`: no line leads from one to the other. */
export type Break = { from: number; to: number; reference_date: string; sentence: string }

/** A history as it is drawn; times are milliseconds. */
export type Drawing = { marks: Mark[]; holds: Hold[]; risers: Riser[]; breaks: Break[] }

/** The claim an observation goes by. */
export const preferred = (observation: Observed) => observation.claims.find((claim) => claim.preferred) as Stated

/** The claims that cannot be true together with the preferred one. */
export function contesting(observation: Observed): Stated[] {
  return observation.claims.filter((claim) => contests(claim, preferred(observation)))
}

/** Observations in which something was observed: neither retracted nor missing. */
export const present = (observations: Observed[]) => observations.filter(({ claims }) => claims.length > 0) as Dated[]
export type Dated = Observed & { reference_date: string }

function mark(claim: Stated, reference_date: string): Mark {
  const { lower_bound, upper_bound } = bounds(claim)
  const shape = shapes[claim.qualifier]
  const low = (shape === 'below' ? upper_bound : lower_bound) ?? claim.value
  const high = claim.upper_value ?? low
  return { at: Date.parse(reference_date), shape, low, high, words: claim.display, contesting: !claim.preferred }
}

/** A history as marks, steps and breaks, by reference date. */
export function drawing(observations: Observed[]): Drawing {
  const drawn: Drawing = { marks: [], holds: [], risers: [], breaks: [] }
  let before: Mark | undefined
  for (const observation of present(observations)) {
    const { reference_date, series_break: sentence } = observation
    const now = mark(preferred(observation), reference_date)
    if (before !== undefined) step(drawn, before, now, sentence !== null)
    if (before !== undefined && sentence !== null) {
      drawn.breaks.push({ from: before.at, to: now.at, reference_date, sentence })
    }
    const others = new Map(contesting(observation).map((claim) => [claim.display, mark(claim, reference_date)]))
    drawn.marks.push(now, ...others.values())
    before = now
  }
  return drawn
}

function step({ holds, risers }: Drawing, before: Mark, now: Mark, cut: boolean) {
  const levels = new Set([before.low, before.high])
  for (const level of levels) {
    holds.push({ from: before.at, to: now.at, level, hedged: before.shape !== 'exact', cut })
  }
  const [from, to] = before.low > now.high ? [before.low, now.high] : [before.high, now.low]
  const apart = before.low > now.high || before.high < now.low
  if (apart && !cut) risers.push({ at: now.at, from, to })
}
