// The rules a release must keep before it may be published. Each is a function from a draft and what is known so far to
// the places where it is broken; all are asked, so that an editor sees everything at once.

import type * as z from 'zod'
import { restatedKeys } from './changes.ts'
import { claimsCarryTheQuantity } from './claim-rules.ts'
import { type Broken, type Placed, type ReadDraft, shown } from './draft.ts'
import { Figure } from './figure.ts'
import { Identity } from './reconciliation.ts'
import { dayAfter } from './release.ts'
import {
  causesAreGiven,
  differs,
  redefinitionsAreToldInTheSeries,
  revisionsFollowTheirHistory,
} from './revision-rules.ts'
import { Id, SourceId } from './scalar.ts'
import { Source } from './source.ts'
import type { State } from './state.ts'

/** Where a readable draft breaks a rule; `publishedOn` is the day of its publication in UTC. */
export type Rule = (draft: ReadDraft, state: State, publishedOn: string) => Iterable<Broken>

/** Every rule broken by a draft that could be read, in the order of the rules. */
export function brokenRules(draft: ReadDraft, state: State, publishedOn: string): Broken[] {
  return rules.flatMap((rule) => [...rule(draft, state, publishedOn)])
}

/** Whether a readable draft would leave everything as it is. */
export function changesNothing({ figures, sources, identities, observations }: ReadDraft, state: State): boolean {
  return (
    figures.every(({ value }) => restatedKeys(Figure, value, state.figure(value.id))?.length === 0) &&
    sources.every(({ value }) => restatedKeys(Source, value, state.source(value.id))?.length === 0) &&
    identities.every(({ value }) => restatedKeys(Identity, value, state.identity(value.id))?.length === 0) &&
    observations.every(({ value }) => !differs(value, state.observation(value.figure, value.reference_date)))
  )
}

const rules: Rule[] = [
  function* idsStandOnce({ figures, sources, identities, observations }) {
    const named = (list: Placed<{ id: string }>[]) =>
      list.map(({ pointer, value }) => ({ pointer: `${pointer}/id`, name: shown(value.id) }))
    const observed = observations.map(({ pointer, value }) => ({
      pointer,
      name: `The observation of ${shown(value.figure)} on ${value.reference_date}`,
    }))
    for (const list of [named(figures), named(sources), named(identities), observed]) {
      const seen = new Set<string>()
      for (const { pointer, name } of list) {
        if (seen.has(name)) yield { pointer, detail: `${name} stands twice in this release; once is allowed.` }
        seen.add(name)
      }
    }
  },

  function* periodsFitAccumulation({ figures }) {
    for (const { pointer, value } of figures) {
      const { accumulation, period_start, period_end } = value
      const wanted = { stock: [false, false], cumulative: [true, false], event: [true, true] }[accumulation]
      for (const [index, key] of (['period_start', 'period_end'] as const).entries()) {
        if ((value[key] !== null) !== wanted[index]) {
          const detail = wanted[index]
            ? `is missing; ${accumulation} figures have one`
            : `is ${shown(value[key])}; ${accumulation} figures have none`
          yield { pointer: `${pointer}/${key}`, detail: `${key} ${detail}.` }
        }
      }
      if (period_start !== null && period_end !== null && period_end < period_start) {
        yield {
          pointer: `${pointer}/period_end`,
          detail: `The period ends on ${period_end}, before it starts on ${period_start}.`,
        }
      }
    }
  },

  redefinitionsAreToldInTheSeries,

  function* sourcesCanBeFound({ sources }) {
    for (const { pointer, value } of sources) {
      if (value.url === null && value.note === null) {
        yield { pointer: `${pointer}/url`, detail: `Source ${shown(value.id)} has no url; a note must then say why.` }
      }
    }
  },

  function* identitiesHaveTerms({ identities, declared }, state) {
    for (const { pointer, value } of identities) {
      const seen = new Set<string>()
      for (const side of ['total', 'parts'] as const) {
        for (const [index, figure] of value[side].entries()) {
          const place = `${pointer}/${side}/${index}`
          if (seen.has(figure))
            yield { pointer: place, detail: `Figure ${shown(figure)} stands twice in identity ${shown(value.id)}.` }
          seen.add(figure)
          if (!declared.figures.has(figure) && state.figure(figure) === undefined)
            yield unknown(place, 'figure', figure)
        }
      }
    }
  },

  // Also of observations and claims that cannot be read as a whole: what they refer to is told at the same time.
  function* observationsSpeakOfKnownFigures({ declared }, state) {
    for (const [index, { figure }] of declared.observations.entries()) {
      if (isUnknown(figure, { schema: Id, declared: declared.figures, known: state.figure }))
        yield unknown(`/observations/${index}/figure`, 'figure', figure)
    }
  },

  function* claimsCiteKnownSources({ declared }, state) {
    for (const { pointer, value } of declared.cited) {
      if (isUnknown(value, { schema: SourceId, declared: declared.sources, known: state.source }))
        yield unknown(pointer, 'source', value)
    }
  },

  function* observationsSpeakOfDaysThatHaveBegun({ observations }, _, publishedOn) {
    for (const { pointer, value } of observations) {
      const { reference_date } = value
      if (reference_date > dayAfter(publishedOn)) {
        yield {
          pointer: `${pointer}/reference_date`,
          detail: `${reference_date} is more than a day after ${publishedOn}, the day of publication.`,
        }
      }
    }
  },

  causesAreGiven,
  revisionsFollowTheirHistory,
  claimsCarryTheQuantity,
]

/** Whether an id that could be one names nothing; what could be none is reported as unreadable. */
function isUnknown(
  id: unknown,
  { schema, declared, known }: { schema: z.ZodType; declared: Set<unknown>; known: (id: string) => unknown },
): boolean {
  return schema.safeParse(id).success && !declared.has(id) && known(id as string) === undefined
}

const unknown = (pointer: string, what: 'figure' | 'source', id: unknown): Broken => ({
  pointer,
  detail: `No ${what} ${shown(id)} in this release or before it.`,
})
