// The rules a release must keep before it may be published. Each is a function from a draft and what is known so far to
// the places where it is broken; all are asked, so that an editor sees everything at once.

import { canonical } from './chain.ts'
import { restatedKeys } from './changes.ts'
import { type Claim, derivationTerms, missingNumbers } from './claim.ts'
import { type Broken, type Placed, type ReadDraft, shown } from './draft.ts'
import { Figure, redefines } from './figure.ts'
import { type DraftObservation, quantityOf, type Revision, weigh } from './observation.ts'
import { display, type Quantity, sameQuantity } from './quantity.ts'
import { Identity } from './reconciliation.ts'
import { dayAfter } from './release.ts'
import { Source } from './source.ts'
import type { State } from './state.ts'

type Rule = (draft: ReadDraft, state: State, publishedOn: string) => Iterable<Broken>

/** Every rule broken by a draft that could be read, in the order of the rules. */
export function brokenRules(draft: ReadDraft, state: State, publishedOn: string): Broken[] {
  return rules.flatMap((rule) => [...rule(draft, state, publishedOn)])
}

/** The claims with `preferred` said: a lone claim that does not say is preferred, one among others is not. */
export function withPreference(claims: DraftObservation['claims']): Claim[] {
  return claims.map((claim) => ({ ...claim, preferred: claim.preferred ?? claims.length === 1 }))
}

/** Whether a figure is restated in a draft with another definition than the one in force. */
export function isRedefined(figure: Figure, state: State): boolean {
  const before = state.figure(figure.id)
  return before !== undefined && redefines(before, figure)
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

  function* redefinitionsAreToldInTheSeries({ figures, observations }, state) {
    for (const { pointer, value } of figures) {
      const current = isRedefined(value, state) ? state.current(value.id) : undefined
      const told = observations.some(
        ({ value: { figure, reference_date, change_type } }) =>
          figure === value.id && reference_date === current?.reference_date && change_type === 'reclassified',
      )
      if (current !== undefined && !told) {
        yield {
          pointer,
          detail: `The definition of ${shown(value.id)} changes, so its current observation, ${current.reference_date}, needs a revision with change_type "reclassified" in this release.`,
        }
      }
    }
  },

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
          if (!declared.figures.has(figure) && state.figure(figure) === undefined) yield unknownFigure(place, figure)
        }
      }
    }
  },

  function* observationsSpeakOfKnownFiguresAndDays({ observations, declared }, state, publishedOn) {
    for (const { pointer, value } of observations) {
      const { figure, reference_date } = value
      if (!declared.figures.has(figure) && state.figure(figure) === undefined)
        yield unknownFigure(`${pointer}/figure`, figure)
      if (reference_date > dayAfter(publishedOn)) {
        yield {
          pointer: `${pointer}/reference_date`,
          detail: `${reference_date} is more than a day after ${publishedOn}, the day of publication.`,
        }
      }
    }
  },

  function* causesAreGiven({ observations }) {
    for (const { pointer, value } of observations) {
      const { change_type, reason, error_origin } = value
      if (reason === null && !['new', 'backfilled', 'confirmed'].includes(change_type)) {
        yield { pointer: `${pointer}/reason`, detail: `A revision with change_type "${change_type}" needs a reason.` }
      }
      if ((error_origin !== null) !== (change_type === 'corrected')) {
        const detail =
          error_origin === null
            ? 'A correction needs error_origin: source or publisher.'
            : `error_origin ${shown(error_origin)} goes only with change_type "corrected", not "${change_type}".`
        yield { pointer: `${pointer}/error_origin`, detail }
      }
    }
  },

  function* revisionsFollowTheirHistory(draft, state) {
    for (const observation of draft.observations) {
      const before = state.observation(observation.value.figure, observation.value.reference_date)
      const place = `${observation.pointer}/change_type`
      const details =
        before === undefined
          ? firstRevision(observation.value, draft, state)
          : laterRevision(observation.value, before, draft, state)
      for (const detail of details) yield { pointer: place, detail }
    }
  },

  function* claimsCarryTheQuantity({ observations, sources, declared }, state) {
    const stated = new Map(sources.map(({ value }) => [value.id, value]))
    for (const { pointer, value } of observations) {
      yield* claimCount(pointer, value)
      for (const [index, claim] of withPreference(value.claims).entries()) {
        const place = `${pointer}/claims/${index}`
        yield* quantityIsSound(place, claim)
        const source = stated.get(claim.source) ?? state.source(claim.source)
        if (source !== undefined) yield* wordingHolds(place, claim, source)
        else if (!declared.sources.has(claim.source)) {
          yield { pointer: `${place}/source`, detail: `No source ${shown(claim.source)} in this release or before it.` }
        }
      }
    }
  },
]

const unknownFigure = (pointer: string, figure: string): Broken => ({
  pointer,
  detail: `No figure ${shown(figure)} in this release or before it.`,
})

function differs(draft: DraftObservation, before: Revision | undefined): boolean {
  return (
    before === undefined ||
    before.series_break !== draft.series_break ||
    !canonical(before.claims).equals(canonical(withPreference(draft.claims)))
  )
}

function* firstRevision(
  { figure, reference_date, change_type }: DraftObservation,
  { observations }: ReadDraft,
  state: State,
) {
  const current = state.current(figure)?.reference_date
  const laterBefore = current !== undefined && current > reference_date
  const laterHere = observations.some(
    ({ value }) =>
      value.figure === figure && value.reference_date > reference_date && value.change_type !== 'retracted',
  )
  const name = `${figure} ${reference_date}`
  if (change_type === 'new' && laterBefore) {
    yield `${name} cannot be "new": ${figure} has a later observation, ${current}. Use "backfilled".`
  } else if (change_type === 'backfilled' && !laterBefore && !laterHere) {
    yield `${name} cannot be "backfilled": ${figure} has no later observation. Use "new".`
  } else if (change_type !== 'new' && change_type !== 'backfilled') {
    yield `${name} cannot be "${change_type}": it has not been published before.`
  }
}

const inWords = (quantity: Quantity | null) => (quantity === null ? 'nothing' : display(quantity))

function* laterRevision(observation: DraftObservation, before: Revision, { figures }: ReadDraft, state: State) {
  const { figure, reference_date, change_type } = observation
  const name = `${figure} ${reference_date}`
  const now = quantityOf(weigh(withPreference(observation.claims)))
  if (change_type === 'new' || change_type === 'backfilled') {
    yield `${name} cannot be "${change_type}": release ${before.release} has published it.`
  } else if (before.change_type === 'retracted' && change_type !== 'revised' && change_type !== 'corrected') {
    yield `${name} cannot be "${change_type}": it was retracted in release ${before.release}; only "revised" or "corrected" may follow.`
  } else if (change_type === 'confirmed') {
    const was = quantityOf(before)
    if (!sameQuantity(now, was)) yield `${name} cannot be "confirmed": it says ${inWords(now)} and was ${inWords(was)}.`
  } else if (change_type !== 'retracted') {
    const redefined = figures.some(({ value }) => value.id === figure && isRedefined(value, state))
    if (!redefined && !differs(observation, before)) {
      yield `${name} cannot be "${change_type}": neither quantity, claims, series_break nor definition differ from revision ${before.revision}.`
    }
  }
}

function* claimCount(pointer: string, { change_type, claims, series_break }: DraftObservation): Iterable<Broken> {
  if (change_type === 'retracted') {
    if (claims.length > 0)
      yield { pointer: `${pointer}/claims`, detail: `A retraction has no claims; here are ${claims.length}.` }
    if (series_break !== null) yield { pointer: `${pointer}/series_break`, detail: 'A retraction has no series_break.' }
    return
  }
  if (claims.length === 0) {
    yield { pointer: `${pointer}/claims`, detail: 'An observation needs at least one claim.' }
    return
  }
  const preferred = withPreference(claims).filter((claim) => claim.preferred).length
  if (preferred !== 1) {
    yield {
      pointer: `${pointer}/claims`,
      detail: `Exactly one claim is preferred; here ${preferred === 0 ? 'none is' : `${preferred} are`}.`,
    }
  }
}

function* quantityIsSound(pointer: string, claim: Claim): Iterable<Broken> {
  const { value, qualifier, upper_value, derivation } = claim
  if (qualifier === 'between' && upper_value === null) {
    yield { pointer: `${pointer}/upper_value`, detail: `"between ${value} and …" needs an upper_value.` }
  }
  if (qualifier !== 'between' && upper_value !== null) {
    yield {
      pointer: `${pointer}/upper_value`,
      detail: `upper_value ${upper_value} goes only with "between", not "${qualifier}".`,
    }
  }
  if (qualifier === 'between' && upper_value !== null && upper_value <= value) {
    yield {
      pointer: `${pointer}/upper_value`,
      detail: `upper_value ${upper_value} is not greater than value ${value}.`,
    }
  }
  if (qualifier === 'fewer_than' && value === 0) {
    yield { pointer: `${pointer}/value`, detail: 'There are never fewer than 0.' }
  }
  if (derivation !== null) {
    const result = derivationTerms(derivation)?.reduce((sum, term) => sum + term, 0)
    if (result === undefined) {
      yield {
        pointer: `${pointer}/derivation`,
        detail: `${shown(derivation)} is not a sum of whole numbers, such as "147 - 8".`,
      }
    } else if (result !== value) {
      yield { pointer: `${pointer}/derivation`, detail: `${shown(derivation)} gives ${result}, not ${value}.` }
    }
  }
}

function* wordingHolds(pointer: string, claim: Claim, source: Source): Iterable<Broken> {
  for (const number of missingNumbers(claim, source.language)) {
    yield {
      pointer: `${pointer}/wording`,
      detail: `The wording ${shown(claim.wording)} does not hold the number ${number}.`,
    }
  }
  if (source.url === null && claim.locator === null) {
    yield {
      pointer: `${pointer}/locator`,
      detail: `Source ${shown(source.id)} has no url, so a claim from it needs a locator.`,
    }
  }
}
