// GET /v1/checkpoint: which release is the newest, signed, so that whoever keeps the answer can prove a rewrite.

import * as z from 'zod'
import type { App } from '../app.ts'
import type { Signer } from '../domain/checkpoint.ts'
import { Problem } from '../domain/problem.ts'
import { releaseAsOf } from '../http/as-of.ts'
import { query } from '../http/parameters.ts'
import { limited } from '../http/reading.ts'
import { cacheControl } from '../http/send.ts'
import type { Press } from '../publish.ts'

export function checkpointRoutes(app: App, press: Press, signer: Signer | undefined) {
  app.get(
    '/v1/checkpoint',
    {
      schema: {
        operationId: 'getCheckpoint',
        summary: 'The newest release, signed',
        description:
          'A signed note (https://c2sp.org/signed-note): the origin, the number of the newest release and its digest in hexadecimal, a line each, then the signature. Keep it: if release and digest ever differ, the history was rewritten. With `as_of`, the checkpoint of an earlier release.',
        tags: ['verifying'],
        querystring: query('as_of'),
        response: limited(
          {
            200: {
              description: 'The checkpoint.',
              content: { 'text/plain': { schema: z.string().describe('A signed note.') } },
            },
          },
          'invalid_parameter',
          'not_found',
          'internal',
          'unavailable',
        ),
      },
    },
    (request, reply) => {
      const [path] = request.originalUrl.split('?')
      if (path !== '/v1/checkpoint')
        throw new Problem('not_found', `There is nothing at ${path}; a checkpoint has one form, at /v1/checkpoint.`)
      if (signer === undefined)
        throw new Problem('not_found', 'There are no checkpoints: this service has no key to sign them with.')
      // Without ETag: the signature follows the key, which may change while release and address do not.
      return reply
        .header('Cache-Control', cacheControl.untilNextRelease)
        .type('text/plain; charset=utf-8')
        .send(signer.checkpoint(releaseAsOf(press, request.query.as_of)))
    },
  )
}
