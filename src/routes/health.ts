// GET /health/live and GET /health/ready: whether the process runs, and whether it can answer from its database.

import * as z from 'zod'
import type { App } from '../app.ts'
import { Problem } from '../domain/problem.ts'
import { query } from '../http/parameters.ts'
import { databaseTrouble } from '../http/problems.ts'
import { unlimited } from '../http/protection.ts'
import { responses } from '../http/reading.ts'
import type { Press } from '../publish.ts'

const Live = z.object({ live: z.literal(true).describe('The process runs.') }).meta({ id: 'Live' })
const Ready = z
  .object({
    ready: z.literal(true).describe('Figures can be read.'),
    release: z.int().describe('The newest release.'),
    publishing_trouble: z
      .string()
      .nullable()
      .describe('Why the database refused the last attempt to publish; null when it did not.'),
  })
  .meta({ id: 'Ready' })

export function healthRoutes(app: App, { store }: Press) {
  // A damaged page is seen only by who reads it; once one is seen, nothing here is to be trusted until a restart.
  let damage: string | null = null
  let publishingTrouble: string | null = null
  app.addHook('onError', async ({ method }, _, error) => {
    const trouble = databaseTrouble(error) ?? null
    if (method === 'POST') publishingTrouble = trouble
    if (trouble !== null && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code)) damage = trouble
  })
  app.addHook('onResponse', async ({ method }, { statusCode }) => {
    if (method === 'POST' && statusCode === 201) publishingTrouble = null
  })

  app.get(
    '/health/live',
    {
      config: unlimited,
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
      config: unlimited,
      schema: {
        operationId: 'isReady',
        summary: 'Whether figures can be read',
        description:
          'For whoever sends it readers; a problem while there is no release, or the database cannot be read, is damaged, or is another file than was opened. A database that can only be read is ready.',
        tags: ['operations'],
        querystring: query(),
        response: responses(
          { 200: { description: 'They can.', content: { 'application/json': { schema: Ready } } } },
          'invalid_parameter',
          'internal',
          'unavailable',
        ),
      },
    },
    (_, reply) => {
      store.requireFile()
      if (damage !== null) throw new Problem('unavailable', damage)
      const newest = store.releases.newest()
      if (newest === undefined) throw new Problem('unavailable', 'No release has been published yet.')
      return reply
        .header('Cache-Control', 'no-store')
        .send({ ready: true, release: newest.number, publishing_trouble: publishingTrouble })
    },
  )
}
