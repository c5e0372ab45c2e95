// GET /health/live and GET /health/ready: whether the process runs, and whether it can answer from its database.

import { z } from 'zod'
import type { App } from '../app.ts'
import { newestRelease } from '../http/as-of.ts'
import { query } from '../http/parameters.ts'
import { responses } from '../http/reading.ts'
import type { Press } from '../publish.ts'

const Live = z.object({ live: z.literal(true).describe('The process runs.') }).meta({ id: 'Live' })
const Ready = z
  .object({ ready: z.literal(true).describe('Figures can be read.'), release: z.int().describe('The newest release.') })
  .meta({ id: 'Ready' })

export function healthRoutes(app: App, press: Press) {
  app.get(
    '/health/live',
    {
      schema: {
        operationId: 'isLive',
        summary: 'Whether the process runs',
        description: 'For whoever restarts it when it does not.',
        tags: ['operations'],
        querystring: query(),
        response: responses(
          { 200: { description: 'It runs.', content: { 'application/json': { schema: Live } } } },
          'invalid_parameter',
        ),
      },
    },
    (_, reply) => reply.header('Cache-Control', 'no-store').send({ live: true }),
  )
  app.get(
    '/health/ready',
    {
      schema: {
        operationId: 'isReady',
        summary: 'Whether figures can be read',
        description:
          'For whoever sends it readers; a problem while there is no release or the database cannot be read.',
        tags: ['operations'],
        querystring: query(),
        response: responses(
          { 200: { description: 'They can.', content: { 'application/json': { schema: Ready } } } },
          'invalid_parameter',
          'not_found',
          'internal',
          'unavailable',
        ),
      },
    },
    (_, reply) => reply.header('Cache-Control', 'no-store').send({ ready: true, release: newestRelease(press).number }),
  )
}
