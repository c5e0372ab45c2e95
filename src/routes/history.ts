// GET /v1/figures/{figure}/history: a figure's observations by reference date.

import * as z from 'zod'
import type { App } from '../app.ts'
import { chart } from '../formats/chart.ts'
import { datawrapper } from '../formats/datawrapper.ts'
import { jsonStat } from '../formats/json-stat.ts'
import { figureOr404 } from '../http/not-found.ts'
import { open, sendPage } from '../http/page.ts'
import { query } from '../http/parameters.ts'
import { paths, reading } from '../http/reading.ts'
import type { Press } from '../publish.ts'
import type { CurrentFigure } from '../store/figures.ts'
import { AsOf, asOfView } from '../views/as-of.ts'
import {
  columns,
  DefinitionView,
  definitionView,
  figureView,
  ObservationView,
  observationView,
} from '../views/observations.ts'

const History = z
  .object({
    as_of: AsOf,
    figure: DefinitionView,
    observations: z.array(ObservationView),
    next: z.string().nullable().describe('Address of the next page; null on the last.'),
  })
  .meta({ id: 'History' })

export function historyRoutes(app: App, press: Press) {
  const { store } = press
  app.get(
    '/v1/figures/:figure/history',
    {
      schema: reading({
        operationId: 'getHistory',
        summary: 'The observations of a figure by reference date',
        description:
          'The newest revision of each observation, oldest reference date first, without those that are retracted. Do not draw a line across a `series_break`. `.jsonstat`: as JSON-stat 2.0; `.datawrapper.json`: title, source and notes for a Datawrapper chart.',
        querystring: query('as_of', 'reference_date_from', 'reference_date_to', 'limit', 'cursor'),
        params: z.object({ figure: paths.figure }),
        answer: History,
        formats: ['json', 'csv', 'jsonstat', 'svg', 'datawrapper.json'],
      }),
    },
    (request, reply) => {
      const {
        as_of,
        cursor,
        limit,
        reference_date_from: from = '',
        reference_date_to: to = '9999-12-31',
      } = request.query
      const opened = open<[string]>(press, request, { as_of, cursor }, [''])
      const { number } = opened.release
      const figure = figureOr404(press, request.params.figure, number)
      const current = () => {
        const [found] = store.figures.current(
          { figures: [figure.id], reference_date_to: to, after: 0, limit: 1 },
          number,
        )
        return { ...figureView(found as CurrentFigure, number), definition: figure.definition }
      }
      return sendPage(request, reply, opened, limit, {
        read: ([after], limit) => store.observations.series({ figure: figure.id, from, to, after, limit }, number),
        place: ({ reference_date }): [string] => [reference_date],
        row: (item) => observationView(figure, item, number),
        columns: columns(ObservationView),
        formats: (rows) => ({
          jsonstat: () => jsonStat({ label: figure.title, asOf: opened.release, by: 'reference_date', rows: rows() }),
          svg: () => chart(definitionView(figure), rows(), asOfView(opened.release)),
          'datawrapper.json': () => datawrapper(current(), rows(), number),
        }),
        json: (observations, next) => ({ figure: definitionView(figure), observations, next }),
      })
    },
  )
}
