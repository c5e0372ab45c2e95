// From a draft to a release, or to everything that keeps it from being one. Pure: nothing is read but the state it is
// given, nothing is written.

import { withPreference } from './claim-rules.ts'
import { type Broken, readDraft } from './draft.ts'
import { type Projection, project } from './projection.ts'
import type { Publication, Release } from './release.ts'
import { brokenRules, changesNothing } from './rules.ts'
import type { State } from './state.ts'

/** A draft that keeps every rule, as the release it would become; or every rule it breaks. */
export type Plan = { broken: Broken[] } | { broken: null; release: Release; projection: Projection }

/** Plans the release after `state` from what an editor wrote. */
export function plan(input: unknown, state: State, stamp: Pick<Publication, 'published_at' | 'published_by'>): Plan {
  const { draft, broken } = readDraft(input)
  const all = [...broken, ...brokenRules(draft, state, stamp.published_at.slice(0, 10))]
  if (all.length > 0) return { broken: all }
  if (changesNothing(draft, state)) return { broken: [{ pointer: '', detail: 'This release changes nothing.' }] }
  const values = <T>(list: { value: T }[]) => list.map(({ value }) => value)
  const release: Release = {
    number: (state.head?.number ?? 0) + 1,
    ...stamp,
    previous_digest: state.head?.digest ?? null,
    note: draft.note,
    figures: values(draft.figures),
    sources: values(draft.sources),
    observations: values(draft.observations).map((observation) => ({
      ...observation,
      claims: withPreference(observation.claims),
    })),
    identities: values(draft.identities),
  }
  return { broken: null, release, projection: project(release, state) }
}
