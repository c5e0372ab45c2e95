// How figures and observations are told: flat, with every word a careful sentence needs. JSON and CSV carry the same
// keys in the same order.

import * as z from 'zod'
import { Claim } from '../domain/claim.ts'
import { type DefinedFigure, Dimensions, Figure } from '../domain/figure.ts'
import { Cause } from '../domain/observation.ts'
import { Bounds, display, Quantity, sameQuantity } from '../domain/quantity.ts'
import { CalendarDate, SourceId, WebAddress } from '../domain/scalar.ts'
import { Source } from '../domain/source.ts'
import { statement } from '../domain/statement.ts'
import type { CurrentFigure } from '../store/figures.ts'
import type { ReadRevision } from '../store/observations.ts'

const { source: _, ...claimKeys } = Claim.required().shape

/** A source, with every key of it. */
export const SourceView = Source.required().meta({ id: 'Source' })

/** A claim with its source whole. */
export const ClaimView = z
  .object({
    display: z.string().describe('The quantity in words, hedge included.'),
    ...claimKeys,
    source: SourceView,
  })
  .meta({ id: 'Claim' })

/** The same keys, each of which may be null. */
export const nullable = <S extends z.ZodRawShape>(shape: S) =>
  Object.fromEntries(
    Object.entries(shape).map(([key, schema]) => [
      key,
      (schema as z.ZodType).nullable().describe((schema as z.ZodType).description as string),
    ]),
  ) as unknown as {
    [K in keyof S]: z.ZodNullable<S[K]>
  }

const quantityKeys = nullable({ ...Quantity.shape, ...Bounds.shape })

/** One observation of one figure, in one revision. Everything that is null is not known, or there is no observation. */
export const ObservationView = z
  .object({
    figure: Figure.shape.id.describe('The figure observed.'),
    title: Figure.shape.title,
    display: z.string().describe('The quantity in words, hedge included: show this, not `value`.'),
    statement: z.string().describe('The sentence to quote: quantity, date, source, and who contests it.'),
    ...quantityKeys,
    unit: Figure.shape.unit,
    reference_date: CalendarDate.nullable().describe('The day the count speaks for.'),
    attributed_to: z.string().nullable().describe("Whom the source credits; null: the source's own count."),
    contested: z.boolean().nullable().describe('Whether another claim cannot be true together with this one.'),
    series_break: z
      .string()
      .nullable()
      .describe('Why it cannot be compared with the observation before it; null where it can.'),
    publisher: z.string().nullable().describe('Who said it to the public.'),
    carrier: z.string().nullable().describe('The site where it was read, if that is another than the publisher.'),
    source: SourceId.nullable().describe('The source of the preferred claim.'),
    source_title: z.string().nullable().describe('Its headline.'),
    source_url: WebAddress.nullable().describe('Where it was read.'),
    source_published_on: CalendarDate.nullable().describe('The day it was said.'),
    ...Dimensions.shape,
    revision: z.int().nullable().describe('How many times this observation has been published, this time included.'),
    change_type: Cause.shape.change_type.nullable().describe(Cause.shape.change_type.description as string),
    reason: z.string().nullable().describe('Why this revision was made, in words.'),
    error_origin: z
      .enum(['source', 'publisher'])
      .nullable()
      .describe('Whose error was corrected, with change_type corrected.'),
    release: z.int().nullable().describe('The release that published this revision.'),
    published_at: z.string().nullable().describe('The instant of that release.'),
    last_confirmed_on: CalendarDate.nullable().describe('The latest day a source said this very quantity.'),
    definition_version: z.int().describe('The version of the definition it was counted by.'),
    claims: z.array(ClaimView).describe('What each source says.'),
    url: z.string().describe('The figure.'),
    permalink: z.string().nullable().describe('This number, as of this release, for ever.'),
  })
  .meta({ id: 'Observation' })
export type ObservationView = z.infer<typeof ObservationView>

const { claims, url, permalink, ...observationKeys } = ObservationView.shape

/** A figure with its current observation. */
export const FigureView = z
  .object({
    ...observationKeys,
    latest_exact: z
      .object({ value: z.int(), reference_date: CalendarDate })
      .nullable()
      .describe(
        'Where the current observation is not exact: the newest earlier exact one that can be compared with it.',
      ),
    claims,
    url,
    permalink,
  })
  .meta({ id: 'FigureWithObservation' })
export type FigureView = z.infer<typeof FigureView>

const { id, title, definition, unit, accumulation, period_start, period_end } = Figure.required().shape

/** What a figure counts. */
export const DefinitionView = z
  .object({
    figure: id,
    title,
    definition,
    unit,
    ...Dimensions.shape,
    accumulation,
    period_start,
    period_end,
    definition_version: z.int().describe('Counts from 1; a new version means that something else is counted.'),
    url: z.string().describe('The figure.'),
    history: z.string().describe('Its observations by reference date.'),
  })
  .meta({ id: 'Definition' })

/** A definition, told. */
export function definitionView({ id, release, position, ...figure }: DefinedFigure): z.infer<typeof DefinitionView> {
  const { definition_version, title, definition, unit, hostage_status, condition, scope, population, ...time } = figure
  const { accumulation, period_start, period_end } = time
  const dimensions = { hostage_status, condition, scope, population }
  const url = `/v1/figures/${id}`
  return {
    figure: id,
    title,
    definition,
    unit,
    ...dimensions,
    accumulation,
    period_start,
    period_end,
    definition_version,
    url,
    history: `${url}/history`,
  }
}

/** One observation, told as of a release; null stands for a figure nobody has observed. */
export function observationView(
  figure: DefinedFigure,
  observation: ReadRevision | null,
  asOf: number,
): ObservationView {
  const { id, title, unit, hostage_status, condition, scope, population, accumulation } = figure
  const url = `/v1/figures/${id}`
  const preferred = observation?.claims.find((claim) => claim.preferred)
  const source = preferred && observation?.sources.get(preferred.source)
  const words =
    observation === null
      ? { display: 'no figure', statement: `${title}: no figure.` }
      : {
          display: preferred === undefined ? 'retracted' : display(preferred),
          statement: statement({
            title,
            accumulation,
            reference_date: observation.reference_date,
            claims: credited(observation),
          }),
        }
  return {
    figure: id,
    title,
    ...words,
    value: observation?.value ?? null,
    qualifier: observation?.qualifier ?? null,
    upper_value: observation?.upper_value ?? null,
    lower_bound: observation?.lower_bound ?? null,
    upper_bound: observation?.upper_bound ?? null,
    unit,
    reference_date: observation?.reference_date ?? null,
    attributed_to: preferred?.attributed_to ?? null,
    contested: observation?.contested ?? null,
    series_break: observation?.series_break ?? null,
    publisher: source?.publisher ?? null,
    carrier: source?.carrier ?? null,
    source: source?.id ?? null,
    source_title: source?.title ?? null,
    source_url: source?.url ?? null,
    source_published_on: source?.published_on ?? null,
    hostage_status,
    condition,
    scope,
    population,
    revision: observation?.revision ?? null,
    change_type: observation?.change_type ?? null,
    reason: observation?.reason ?? null,
    error_origin: observation?.error_origin ?? null,
    release: observation?.release ?? null,
    published_at: observation?.published_at ?? null,
    last_confirmed_on: observation === null ? null : lastConfirmedOn(observation),
    definition_version: observation?.definition_version ?? figure.definition_version,
    claims: observation === null ? [] : claimViews(observation),
    url,
    permalink: observation && `${url}/observations/${observation.reference_date}?as_of=${asOf}`,
  }
}

/** A figure with its current observation, told as of a release. */
export function figureView({ figure, observation, latest_exact }: CurrentFigure, asOf: number): FigureView {
  const { claims, url, permalink, ...keys } = observationView(figure, observation, asOf)
  return { ...keys, latest_exact, claims, url, permalink }
}

const sourceOf = (observation: ReadRevision, id: string) => observation.sources.get(id) as z.infer<typeof Source>

function claimViews(observation: ReadRevision): z.infer<typeof ClaimView>[] {
  return observation.claims.map(({ source, ...claim }) => ({
    display: display(claim),
    ...claim,
    source: sourceOf(observation, source),
  }))
}

function credited(observation: ReadRevision) {
  return observation.claims.map((claim) => ({ ...claim, publisher: sourceOf(observation, claim.source).publisher }))
}

function lastConfirmedOn(observation: ReadRevision): string | null {
  const preferred = observation.claims.find((claim) => claim.preferred) ?? null
  const days = observation.claims
    .filter((claim) => sameQuantity(claim, preferred))
    .map((claim) => sourceOf(observation, claim.source).published_on)
  return days.reduce((latest, day) => (day !== null && (latest === null || day > latest) ? day : latest), null)
}

/** The columns of a view in CSV: its keys without `claims`, after the release the answer was drawn from. */
export function columns(view: z.ZodObject): string[] {
  const keys = Object.keys(view.shape).filter((key) => key !== 'claims')
  return [
    'as_of.release',
    ...keys.flatMap((key) => (key === 'latest_exact' ? ['latest_exact.value', 'latest_exact.reference_date'] : [key])),
  ]
}
