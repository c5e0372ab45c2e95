// The rules for what may follow what: how an observation begins, what its revisions change, and why.

import { Claim } from './claim.ts'
import { withPreference } from './claim-rules.ts'
import { type ReadDraft, shown } from './draft.ts'
import { type Figure, redefines } from './figure.ts'
import { type DraftObservation, quantityOf, type Revision, weigh } from './observation.ts'
import { display, type Quantity, sameQuantity } from './quantity.ts'
import type { Rule } from './rules.ts'
import type { State } from './state.ts'

/** Whether a figure is restated in a draft with another definition than the one in force. */
export function isRedefined(figure: Figure, state: State): boolean {
  const before = state.figure(figure.id)
  return before !== undefined && redefines(before, figure)
}

/** Whether an observation as drafted says anything else than its revision before. */
export function differs(draft: DraftObservation, before: Revision | undefined): boolean {
  return (
    before === undefined ||
    before.series_break !== draft.series_break ||
    !sameClaims(before.claims, withPreference(draft.claims))
  )
}

const claimKeys = Object.keys(Claim.shape) as (keyof Claim)[]

function sameClaims(before: Claim[], now: Claim[]): boolean {
  return (
    before.length === now.length &&
    before.every((claim, index) => claimKeys.every((key) => claim[key] === now[index]?.[key]))
  )
}

export const redefinitionsAreToldInTheSeries: Rule = function* ({ figures, declared }, state) {
  for (const { pointer, value } of figures) {
    const current = isRedefined(value, state) ? state.current(value.id) : undefined
    const told = declared.observations.some(
      ({ figure, reference_date, change_type }) =>
        figure === value.id && reference_date === current?.reference_date && change_type === 'reclassified',
    )
    if (current !== undefined && !told) {
      yield {
        pointer,
        detail: `The definition of ${shown(value.id)} changes, so its current observation, ${current.reference_date}, needs a revision with change_type "reclassified" in this release.`,
      }
    }
  }
}

export const causesAreGiven: Rule = function* ({ observations }) {
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
}

export const revisionsFollowTheirHistory: Rule = function* (draft, state) {
  for (const observation of draft.observations) {
    const before = state.observation(observation.value.figure, observation.value.reference_date)
    const place = `${observation.pointer}/change_type`
    const details =
      before === undefined
        ? firstRevision(observation.value, draft, state)
        : laterRevision(observation.value, before, draft, state)
    for (const detail of details) yield { pointer: place, detail }
  }
}

function* firstRevision(
  { figure, reference_date, change_type }: DraftObservation,
  { declared }: ReadDraft,
  state: State,
) {
  const current = state.current(figure)?.reference_date
  const laterBefore = current !== undefined && current > reference_date
  const laterHere = () =>
    declared.observations.some(
      (other) =>
        other.figure === figure && String(other.reference_date) > reference_date && other.change_type !== 'retracted',
    )
  const name = `${figure} ${reference_date}`
  if (change_type === 'new' && laterBefore) {
    yield `${name} cannot be "new": ${figure} has a later observation, ${current}. Use "backfilled".`
  } else if (change_type === 'backfilled' && !laterBefore && !laterHere()) {
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
