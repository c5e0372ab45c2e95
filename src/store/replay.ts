// Going through releases one after the other. What each one defined and made current is carried to the next, so that only
// the observations that are said again are looked up.

import type { DefinedFigure } from '../domain/figure.ts'
import { keyOf, type Revision } from '../domain/observation.ts'
import type { Projection } from '../domain/projection.ts'
import type { State } from '../domain/state.ts'
import { once } from './state.ts'
import { type Store, stateAsOf } from './store.ts'

/**
 * A state that moves from release to release, beginning after one: `state` is what was known before the next, `pass`
 * moves it on. A state is of no use any more once it was passed.
 */
export function replay(store: Store, after = 0): { state: () => State; pass: (projection: Projection) => void } {
  const figures = new Map<string, DefinedFigure | undefined>()
  const currents = new Map<string, Revision | undefined>()
  let number = after
  return {
    state() {
      const state = stateAsOf(store, number)
      const current = once((figure) => state.current(figure), currents)
      return {
        ...state,
        figure: once(state.figure, figures),
        current: (figure, before) => (before === undefined ? current(figure) : state.current(figure, before)),
      }
    },
    pass(projection) {
      number = projection.totals.release
      for (const figure of projection.figures) figures.set(figure.id, figure)
      const said = new Map(projection.revisions.map((revision) => [keyOf(revision), revision]))
      for (const current of projection.currents) {
        const revision = said.get(keyOf(current))
        if (revision === undefined && current.revision !== null) currents.delete(current.figure)
        else currents.set(current.figure, revision)
      }
    },
  }
}
