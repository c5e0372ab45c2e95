// GET /v1/figures and GET /v1/figures/{figure}: the headline table, and one figure of it.

import * as z from 'zod'
import type { App } from '../app.ts'
import { card } from '../formats/card.ts'
import { csv } from '../formats/csv.ts'
import { jsonStat } from '../formats/json-stat.ts'
import { figureOr404, unknownFigure } from '../http/not-found.ts'
import { open, sendPage } from '../http/page.ts'
import { query } from '../http/parameters.ts'
import { paths, reading } from '../http/reading.ts'
import { send } from '../http/send.ts'
import type { Press } from '../publish.ts'
import type { CurrentFigure } from '../store/figures.ts'
import { AsOf, asOfView } from '../views/as-of.ts'
import {
  columns,
  DefinitionView,
  definitionView,
  FigureView,
  figureView,
  observationView,
} from '../views/observations.ts'

const Figures = z
  .object({
    as_of: AsOf,
    figures: z.array(FigureView),
    next: z.string().nullable().describe('Address of the next page; null on the last.'),
  })
  .meta({ id: 'Figures' })

const { claims, url, permalink, ...figureKeys } = FigureView.shape
const { definition, accumulation, period_start, period_end, history } = DefinitionView.shape

const FigureWithDefinition = z
  .object({ ...figureKeys, definition, accumulation, period_start, period_end, claims, url, history, permalink })
  .meta({ id: 'Figure' })
const Figure = z.object({ as_of: AsOf, figure: FigureWithDefinition }).meta({ id: 'FigureAnswer' })

/** How many observations the line on a card has at the most: more could not be seen. */
const SPARKLINE = 1000

export function figureRoutes(app: App, press: Press) {
  const { store } = press

  app.get(
    '/v1/figures',
    {
      schema: reading({
        operationId: 'listFigures',
        summary: 'Every figure with its current observation',
        description:
          'The headline table: each figure with its newest observation, its hedge, its date and the sources that say it. `.jsonstat`: as JSON-stat 2.0.',
        querystring: query(
          'as_of',
          'reference_date_to',
          'hostage_status',
          'condition',
          'scope',
          'population',
          'figure',
          'limit',
          'cursor',
        ),
        answer: Figures,
        formats: ['json', 'csv', 'jsonstat'],
      }),
    },
    (request, reply) => {
      const { as_of, cursor, limit, figure: figures, ...filters } = request.query
      const opened = open<[number]>(press, request, { as_of, cursor }, [0])
      const { number } = opened.release
      unknownFigure(press, figures, number)
      return sendPage(request, reply, opened, limit, {
        read: ([after], limit) => store.figures.current({ ...filters, figures, after, limit }, number),
        place: ({ figure }): [number] => [figure.position],
        row: (item) => figureView(item, number),
        columns: columns(FigureView),
        json: (figures, next) => ({ figures, next }),
        formats: (rows) => ({
          jsonstat: () => jsonStat({ label: 'Hostage figures', asOf: opened.release, by: 'figure', rows: rows() }),
        }),
      })
    },
  )

  app.get(
    '/v1/figures/:figure',
    {
      schema: reading({
        operationId: 'getFigure',
        summary: 'One figure with its definition and its current observation',
        description:
          'What is counted, the newest number with its hedge, its claims and their sources, and where its history is.',
        querystring: query('as_of', 'reference_date_to'),
        params: z.object({ figure: paths.figure }),
        answer: Figure,
        formats: ['json', 'csv', 'svg'],
      }),
    },
    (request, reply) => {
      const { as_of, reference_date_to } = request.query
      const { release, lasts } = open(press, request, { as_of }, [])
      const { figure: id } = request.params
      const defined = figureOr404(press, id, release.number)
      const [current] = store.figures.current({ figures: [id], reference_date_to, after: 0, limit: 1 }, release.number)
      const { claims, url, permalink, ...keys } = figureView(current as CurrentFigure, release.number)
      const { definition, accumulation, period_start, period_end, history } = definitionView(defined)
      const view = { ...keys, definition, accumulation, period_start, period_end, claims, url, history, permalink }
      const as_of_view = asOfView(release)
      const series = () => {
        const query = { figure: id, from: '', to: reference_date_to ?? '9999-12-31', after: '', limit: SPARKLINE }
        return store.observations
          .series(query, release.number)
          .map((one) => observationView(defined, one, release.number))
      }
      return send(request, reply, {
        release,
        lasts,
        formats: {
          json: () => JSON.stringify({ as_of: as_of_view, figure: view }),
          csv: () => csv(columns(FigureWithDefinition), [[{ as_of: as_of_view, ...view }]]),
          svg: () => card(view, series(), as_of_view),
        },
      })
    },
  )
}
