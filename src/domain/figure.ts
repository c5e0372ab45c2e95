// What is counted. A figure is one statistic, with a definition that says who is in it, who is not, and how it may move.

import * as z from 'zod'
import { CalendarDate, Id, Words } from './scalar.ts'

export const Unit = z.enum(['people', 'bodies'])
export const HostageStatus = z.enum(['taken', 'released', 'rescued', 'recovered', 'held'])
export const Condition = z.enum(['any', 'living', 'dead', 'unknown'])
export const Scope = z.enum(['taken_2023_10_07', 'held_before_2023_10_07', 'all_held'])
export const Population = z.enum(['all', 'us'])
export const Accumulation = z.enum(['stock', 'cumulative', 'event'])
export type Accumulation = z.infer<typeof Accumulation>

/** The four dimensions every figure has one value of. */
export const Dimensions = z.object({
  hostage_status: HostageStatus.describe('What became of the people counted.'),
  condition: Condition.describe('Living or dead; `any` counts both, `unknown` those whose fate is not known.'),
  scope: Scope.describe('Of whom: taken on 7 October 2023, held since before that day, or both (`all_held`).'),
  population: Population.describe('Everyone, or US citizens only.'),
})
export type Dimensions = z.infer<typeof Dimensions>

/** A definition as an editor writes it: whole, never a patch. */
export const Figure = z.strictObject({
  id: Id.describe('Never reused for another meaning.'),
  title: Words.describe('What is counted, in a few words.'),
  definition: Words.describe('What is counted, what is not, and how it may move.'),
  unit: Unit.describe('Whether the count is of people or of bodies.'),
  ...Dimensions.shape,
  accumulation: Accumulation.describe(
    'stock: true on a day; cumulative: since period_start; event: of a fixed, past period.',
  ),
  period_start: CalendarDate.nullable().default(null).describe('First day counted, for cumulative and event.'),
  period_end: CalendarDate.nullable().default(null).describe('Last day counted, for event.'),
})
export type Figure = z.infer<typeof Figure>

/** A definition as published: which version of it, and where it stands in lists (by first publication). */
export type DefinedFigure = Figure & { release: number; definition_version: number; position: number }

/** Whether two definitions differ in more than the title: then what is counted has changed, and so has its version. */
export function redefines(before: Figure, after: Figure): boolean {
  return (Object.keys(Figure.shape) as (keyof Figure)[]).some((key) => key !== 'title' && before[key] !== after[key])
}
