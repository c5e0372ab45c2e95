// GET /metrics: what the service counts of itself, for Prometheus.

import * as z from 'zod'
import type { App } from '../app.ts'
import type { Metrics } from '../http/metrics.ts'
import { query } from '../http/parameters.ts'
import { unlimited } from '../http/protection.ts'
import { responses } from '../http/reading.ts'

export function metricsRoutes(app: App, metrics: Metrics) {
  app.get(
    '/metrics',
    {
      config: unlimited,
      schema: {
        operationId: 'getMetrics',
        summary: 'What the service counts of itself',
        description:
          'Requests by route and status, how long they took, finished answers, the newest release, listeners, and the process, in the text format of Prometheus.',
        tags: ['operations'],
        querystring: query(),
        response: responses(
          {
            200: {
              description: 'The counts.',
              content: { 'text/plain': { schema: z.string().describe('Prometheus text format 0.0.4.') } },
            },
          },
          'invalid_parameter',
        ),
      },
    },
    async (_, reply) => {
      const { text, type } = await metrics.text()
      return reply.header('Cache-Control', 'no-store').type(type).send(text)
    },
  )
}
