// The rules for what sources say: a quantity that is sound, stated by words of a source that can be found, and exactly
// one claim that is preferred.

import { type Claim, derivationTerms, missingNumbers } from './claim.ts'
import { type Broken, shown } from './draft.ts'
import type { DraftObservation } from './observation.ts'
import type { Rule } from './rules.ts'
import type { Source } from './source.ts'

/** The claims with `preferred` said: a lone claim that does not say is preferred, one among others is not. */
export function withPreference(claims: DraftObservation['claims']): Claim[] {
  return claims.map((claim) => ({ ...claim, preferred: claim.preferred ?? claims.length === 1 }))
}

export const claimsCarryTheQuantity: Rule = function* ({ observations, sources }, state) {
  const stated = new Map(sources.map(({ value }) => [value.id, value]))
  for (const { pointer, value } of observations) {
    yield* claimCount(pointer, value)
    for (const [index, claim] of withPreference(value.claims).entries()) {
      const place = `${pointer}/claims/${index}`
      yield* quantityIsSound(place, claim)
      const source = stated.get(claim.source) ?? state.source(claim.source)
      if (source !== undefined) yield* wordingHolds(place, claim, source)
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
