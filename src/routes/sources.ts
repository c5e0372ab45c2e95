// GET /v1/sources and GET /v1/sources/{source}: who said it, and every observation that cites one of them.

import * as z from 'zod'
import type { App } from '../app.ts'
import { shown } from '../domain/draft.ts'
import { Problem } from '../domain/problem.ts'
import type { StatedSource } from '../domain/source.ts'
import { citeSource } from '../formats/citation.ts'
import { figureOr404 } from '../http/not-found.ts'
import { open, sendPage } from '../http/page.ts'
import { query } from '../http/parameters.ts'
import { paths, reading } from '../http/reading.ts'
import type { Press } from '../publish.ts'
import { AsOf } from '../views/as-of.ts'
import { Citation } from '../views/citation.ts'
import { columns, ObservationView, observationView, SourceView } from '../views/observations.ts'

const next = z.string().nullable().describe('Address of the next page; null on the last.')
const ListedSource = z
  .object({ ...SourceView.shape, api_url: z.string().describe('This source, with what cites it.') })
  .meta({ id: 'ListedSource' })
const Sources = z.object({ as_of: AsOf, sources: z.array(ListedSource), next }).meta({ id: 'Sources' })
const SourceAnswer = z
  .object({
    as_of: AsOf,
    source: ListedSource,
    cite_as: Citation,
    observations: z.array(ObservationView).describe('By figure and reference date.'),
    next,
  })
  .meta({ id: 'SourceAnswer' })

const sourceView = ({ release, position, ...source }: StatedSource): z.infer<typeof ListedSource> => ({
  ...source,
  api_url: `/v1/sources/${source.id}`,
})

export function sourceRoutes(app: App, press: Press) {
  const { store } = press

  app.get(
    '/v1/sources',
    {
      schema: reading({
        operationId: 'listSources',
        summary: 'Every source',
        description: 'The documents that claims were read in, in the order of their first publication here.',
        querystring: query('as_of', 'limit', 'cursor'),
        answer: Sources,
        formats: ['json', 'csv'],
      }),
    },
    (request, reply) => {
      const opened = open<[number]>(press, request, request.query, [0])
      return sendPage(request, reply, opened, request.query.limit, {
        read: ([after], limit) => store.sources.page({ after, limit }, opened.release.number),
        place: ({ position }): [number] => [position],
        row: sourceView,
        columns: columns(ListedSource),
        json: (sources, next) => ({ sources, next }),
      })
    },
  )

  app.get(
    '/v1/sources/:source',
    {
      schema: reading({
        operationId: 'getSource',
        summary: 'One source and every observation that cites it',
        description:
          'The document, and the observations one of whose claims was read in it, as they stand as of the release.',
        querystring: query('as_of', 'limit', 'cursor'),
        params: z.object({ source: paths.source }),
        answer: SourceAnswer,
        formats: ['json', 'csv'],
      }),
    },
    (request, reply) => {
      const opened = open<[string, string]>(press, request, request.query, ['', ''])
      const { number } = opened.release
      const source = store.sources.one(request.params.source, number)
      if (source === undefined) {
        throw new Problem(
          'not_found',
          `No source ${shown(request.params.source)} in release ${number}. The sources are listed at /v1/sources.`,
        )
      }
      return sendPage(request, reply, opened, request.query.limit, {
        read: ([figure, reference_date], limit) =>
          store.observations.citing({ source: source.id, figure, reference_date, limit }, number),
        place: ({ figure, reference_date }): [string, string] => [figure, reference_date],
        row: (row) => observationView(figureOr404(press, row.figure, number), row, number),
        columns: columns(ObservationView),
        json: async (observations, next) => ({
          source: sourceView(source),
          cite_as: await citeSource(source),
          observations,
          next,
        }),
      })
    },
  )
}
