// Things that are asked for and not there: 404 in a path, 400 in a query.

import { shown } from '../domain/draft.ts'
import { Problem } from '../domain/problem.ts'
import type { Press } from '../publish.ts'

/** The definition of a figure as of a release; 404 when there is none. */
export function figureOr404({ store }: Press, figure: string, release: number) {
  const definition = store.figures.definition(figure, release)
  if (definition !== undefined) return definition
  throw new Problem(
    'not_found',
    `No figure ${shown(figure)} in release ${release}. The figures are listed at /v1/figures.`,
  )
}

/** Refuses a query for figures that a release does not have. */
export function unknownFigure({ store }: Press, figures: string[] | undefined, release: number): void {
  const unknown = figures?.find((id) => store.figures.definition(id, release) === undefined)
  if (unknown === undefined) return
  const detail = `figure ${shown(unknown)} is not a figure of release ${release}. The figures are listed at /v1/figures.`
  throw new Problem('invalid_parameter', detail, [{ parameter: 'figure', detail }])
}
