// Query parameters: the same names with the same meaning everywhere, and no silence about the ones we do not know.

import { distance } from 'fastest-levenshtein'
import * as z from 'zod'
import { shown } from '../domain/draft.ts'
import { Dimensions } from '../domain/figure.ts'
import { ChangeType } from '../domain/observation.ts'
import { Problem } from '../domain/problem.ts'
import { Qualifier } from '../domain/quantity.ts'
import { CalendarDate, Id } from '../domain/scalar.ts'

const asOfText =
  'Draw the answer from this release: a release number, a UTC date (the newest release by the end of that day) or an ' +
  'instant with `Z`. Default: the newest release.'

const number = (range: string, low: number, high: number) => {
  const error = `a whole number from ${range}`
  return z
    .string({ error })
    .regex(/^\d{1,9}$/, { error })
    .transform(Number)
    .refine((value) => value >= low && value <= high, { error })
}

const repeatable = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (value) => (typeof value === 'string' ? [value] : value),
    z.array(item).max(100, { error: 'at most 100 values' }),
  )

/** The parameters of this service; each route picks those that make sense for it. */
export const parameters = {
  as_of: z.string({ error: 'one value' }).describe(asOfText).meta({ example: '2' }),
  since: z
    .string({ error: 'one value' })
    .describe('Only what came after this release; takes what `as_of` takes, and 0 for the beginning.')
    .meta({ example: '1' }),
  reference_date_from: CalendarDate.describe('Only observations that speak for this day or a later one.').meta({
    example: '2025-01-01',
  }),
  reference_date_to: CalendarDate.describe('Only observations that speak for this day or an earlier one.').meta({
    example: '2024-12-31',
  }),
  hostage_status: Dimensions.shape.hostage_status.meta({ example: 'held' }),
  condition: Dimensions.shape.condition.meta({ example: 'living' }),
  scope: Dimensions.shape.scope.meta({ example: 'all_held' }),
  population: Dimensions.shape.population.meta({ example: 'all' }),
  figure: repeatable(Id)
    .describe('Only these figures; may be given several times.')
    .meta({ example: ['held_living', 'held_bodies'] }),
  change_type: repeatable(ChangeType)
    .describe('Only changes for these reasons; may be given several times.')
    .meta({ example: ['corrected', 'retracted'] }),
  value: number('0 to 1,000,000', 0, 1_000_000).describe('The number that was quoted.').meta({ example: '24' }),
  upper_value: number('0 to 1,000,000', 0, 1_000_000)
    .describe('The second number, with qualifier between.')
    .meta({ example: '250' }),
  qualifier: Qualifier.describe('The hedge it was quoted with; default exact.').meta({ example: 'about' }),
  reference_date: CalendarDate.describe('The day it was quoted for.').meta({ example: '2025-03-05' }),
  limit: number('1 to 1000', 1, 1000)
    .describe('How many at the most; default 100. A CSV without `limit` is whole.')
    .meta({ example: '10' }),
  cursor: z
    .string({ error: 'one value' })
    .describe(
      'Where the next page begins, from `next` of the page before. It carries the release, so that pages fit together.',
    )
    .meta({ example: 'WzIsIi92MS9maWd1cmVzL2hlbGRfb2ZfdGFrZW4vaGlzdG9yeSIsIjIwMjMtMTAtMjIiXQ' }),
  dry_run: z
    .enum(['true', 'false'])
    .describe('`true`: answer what the draft would change, and publish nothing.')
    .meta({ example: 'true' }),
}

/** The query of a route: some of the parameters, all optional, and nothing else. */
export function query<K extends keyof typeof parameters>(...names: K[]) {
  const picked = Object.fromEntries(names.map((name) => [name, parameters[name].optional()]))
  return z.strictObject(picked as { [Name in K]: z.ZodOptional<(typeof parameters)[Name]> })
}

// What other services call it.
const otherNames: Record<string, keyof typeof parameters> = {
  asof: 'as_of',
  realtime_start: 'as_of',
  realtime_end: 'as_of',
  vintage: 'as_of',
  vintage_dates: 'as_of',
  issue: 'as_of',
  issues: 'as_of',
  version: 'as_of',
  release: 'as_of',
  date: 'reference_date',
  reference_date: 'reference_date_to',
  end: 'reference_date_to',
  to: 'reference_date_to',
  endperiod: 'reference_date_to',
  start: 'reference_date_from',
  from: 'reference_date_from',
  startperiod: 'reference_date_from',
  updatedafter: 'since',
  mrv: 'limit',
  per_page: 'limit',
  page_size: 'limit',
  rows: 'limit',
  offset: 'cursor',
  page: 'cursor',
  indicator: 'figure',
  series: 'figure',
  series_id: 'figure',
  signal: 'figure',
  status: 'hostage_status',
  country: 'population',
}

const plain = (name: string) => name.toLowerCase().replaceAll(/[^a-z]/g, '')

/** The parameter somebody who wrote `unknown` most likely meant, among those that are allowed. */
export function nearest(unknown: string, allowed: string[]): string | undefined {
  const known = otherNames[unknown.toLowerCase()] ?? otherNames[plain(unknown)]
  const right = [known, known && otherNames[known]].find((name) => name !== undefined && allowed.includes(name))
  if (right !== undefined) return right
  const [best] = allowed
    .map((name) => ({ name, away: distance(plain(unknown), plain(name)) }))
    .sort((one, other) => one.away - other.away)
  return best !== undefined && best.away <= Math.min(plain(unknown).length, best.name.length) / 2
    ? best.name
    : undefined
}

/** A problem from what is wrong with a query. */
export function queryProblem(
  issues: readonly z.core.$ZodIssue[],
  query: Record<string, unknown>,
  allowed: string[],
): Problem {
  const errors = issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((name) => ({ parameter: name, detail: unknownParameter(name, allowed) }))
    const name = String(issue.path[0])
    const value = Array.isArray(query[name]) && issue.path.length > 1 ? query[name][Number(issue.path[1])] : query[name]
    if (value === undefined) return [{ parameter: name, detail: `${name} is missing.` }]
    const wanted = issue.code === 'invalid_value' ? `one of ${issue.values.join(', ')}` : issue.message
    return [{ parameter: name, detail: `${name} ${shown(value)} is not ${wanted}.` }]
  })
  return new Problem('invalid_parameter', errors.map(({ detail }) => detail).join(' '), errors)
}

function unknownParameter(name: string, allowed: string[]) {
  if (allowed.length === 0) return `Unknown parameter ${shown(name)}; this address takes none.`
  if (name.toLowerCase() === 'format') {
    return `Unknown parameter ${shown(name)}; a format is asked for by a suffix of the path, such as .csv, or by Accept.`
  }
  const meant = nearest(name, allowed)
  return meant === undefined
    ? `Unknown parameter ${shown(name)}; this address takes ${allowed.join(', ')}.`
    : `Unknown parameter ${shown(name)}; the nearest is ${shown(meant)}.`
}
