// GET /v1/reconciliation: whether the numbers add up, as far as their hedges allow.

import * as z from 'zod'
import type { App } from '../app.ts'
import { csv } from '../formats/csv.ts'
import { open } from '../http/page.ts'
import { query } from '../http/parameters.ts'
import { reading } from '../http/reading.ts'
import { send } from '../http/send.ts'
import type { Press } from '../publish.ts'
import { AsOf, asOfView } from '../views/as-of.ts'
import { IdentityView, identityView, TermRow, termRows } from '../views/reconciliation.ts'

const Reconciliation = z.object({ as_of: AsOf, identities: z.array(IdentityView) }).meta({ id: 'Reconciliation' })

export function reconciliationRoutes(app: App, press: Press) {
  const { store } = press
  app.get(
    '/v1/reconciliation',
    {
      schema: reading({
        operationId: 'reconcile',
        summary: 'Every accounting identity with its terms, its gap and a verdict',
        description:
          'Each identity says which figures must sum to which others. Without `reference_date_to` it is answered at the newest day on which all its terms were observed together. The gap is judged only when all terms speak for one day, and only as far as the hedges of the terms allow. As CSV: a row for each term.',
        querystring: query('as_of', 'reference_date_to'),
        answer: Reconciliation,
        formats: ['json', 'csv'],
      }),
    },
    (request, reply) => {
      const { as_of, reference_date_to } = request.query
      const { release, lasts } = open(press, request, { as_of }, [])
      const views = () =>
        store.identities
          .all(release.number)
          .map((identity) => identityView(store, identity, { release: release.number, reference_date_to }))
      return send(request, reply, {
        release,
        lasts,
        formats: {
          json: () => JSON.stringify({ as_of: asOfView(release), identities: views() }),
          csv: () =>
            csv(
              ['as_of.release', ...Object.keys(TermRow.shape)],
              [
                views()
                  .flatMap(termRows)
                  .map((row) => ({ as_of: asOfView(release), ...row })),
              ],
            ),
        },
      })
    },
  )
}
