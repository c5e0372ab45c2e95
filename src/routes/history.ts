// GET /v1/figures/{figure}/history: a figure's observations by reference date.

import { z } from 'zod'
import type { App } from '../app.ts'
import { AsOf } from '../http/as-of.ts'
import { open, sendPage } from '../http/page.ts'
import { query } from '../http/parameters.ts'
import { paths, reading } from '../http/reading.ts'
import { columns, DefinitionView, definitionView, ObservationView, observationView } from '../http/views.ts'
import type { Press } from '../publish.ts'
import { figureOr404 } from './figures.ts'

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
          'The newest revision of each observation, oldest reference date first, without those that are retracted. Do not draw a line across a `series_break`.',
        querystring: query('as_of', 'reference_date_from', 'reference_date_to', 'limit', 'cursor'),
        params: z.object({ figure: paths.figure }),
        answer: History,
        formats: ['json', 'csv'],
      }),
    },
    (request, reply) => {
      const { as_of, cursor, limit, reference_date_from: from = '', reference_date_to: to = '9999-12-31' } = request.query
      const opened = open<[string]>(press, request, { as_of, cursor }, [''])
      const { number } = opened.release
      const figure = figureOr404(press, request.params.figure, number)
      return sendPage(request, reply, opened, limit, {
        read: ([after], limit) => store.observations.series({ figure: figure.id, from, to, after, limit }, number),
        place: ({ reference_date }): [string] => [reference_date],
        row: (item) => observationView(figure, item, number),
        columns: columns(ObservationView),
        json: (observations, next) => ({ figure: definitionView(figure), observations, next }),
      })
    },
  )
}
