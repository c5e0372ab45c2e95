// GET /v1/figures/{figure}/observations/{reference_date}: the permalink of one number.

import * as z from 'zod'
import type { App } from '../app.ts'
import { shown } from '../domain/draft.ts'
import { Problem } from '../domain/problem.ts'
import { citeObservation } from '../formats/citation.ts'
import { figureOr404 } from '../http/not-found.ts'
import { open } from '../http/page.ts'
import { query } from '../http/parameters.ts'
import { paths, reading } from '../http/reading.ts'
import { send } from '../http/send.ts'
import type { Press } from '../publish.ts'
import type { ReadRevision } from '../store/observations.ts'
import { AsOf, asOfView } from '../views/as-of.ts'
import { Citation } from '../views/citation.ts'
import { DefinitionView, definitionView, ObservationView, observationView } from '../views/observations.ts'

const Observation = z
  .object({
    as_of: AsOf,
    figure: DefinitionView,
    observation: ObservationView.describe('What it says as of this release.'),
    cite_as: Citation,
    revisions: z
      .array(ObservationView)
      .describe('Every state it was published in, newest first, with the reason of each.'),
  })
  .meta({ id: 'ObservationAnswer' })

export function observationRoutes(app: App, press: Press, site: string) {
  const { store } = press
  app.get(
    '/v1/figures/:figure/observations/:reference_date',
    {
      schema: reading({
        operationId: 'getObservation',
        summary: 'One number, with all its revisions, claims and sources',
        description: 'The permalink of an observation. A retracted one is still here, with the reason.',
        querystring: query('as_of'),
        params: z.object({ figure: paths.figure, reference_date: paths.reference_date }),
        answer: Observation,
        formats: ['json'],
      }),
    },
    (request, reply) => {
      const { release, lasts } = open(press, request, request.query, [])
      const { figure: id, reference_date } = request.params
      const figure = figureOr404(press, id, release.number)
      const revisions = store.observations.revisions({ figure: id, reference_date }, release.number)
      const [newest] = revisions
      if (newest === undefined) {
        throw new Problem(
          'not_found',
          `No observation of ${id} for ${shown(reference_date)} in release ${release.number}. Its observations are listed at /v1/figures/${id}/history.`,
        )
      }
      // An earlier revision is found where it was the newest: as of its own release.
      const view = (revision: ReadRevision) =>
        observationView(figure, revision, revision === newest ? release.number : revision.release)
      return send(request, reply, {
        release,
        lasts,
        formats: {
          json: async () =>
            JSON.stringify({
              as_of: asOfView(release),
              figure: definitionView(figure),
              observation: view(newest),
              cite_as: await citeObservation(view(newest), release, site + view(newest).permalink),
              revisions: revisions.map(view),
            }),
        },
      })
    },
  )
}
