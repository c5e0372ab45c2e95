// POST /v1/drafts/{draft}/publish: the second person's word.

import type { FastifyRequest } from 'fastify'
import * as z from 'zod'
import type { App } from '../app.ts'
import { Problem } from '../domain/problem.ts'
import type { Admit } from '../http/bearer.ts'
import { conditions, PublishHeaders } from '../http/conditions.ts'
import { query } from '../http/parameters.ts'
import { limited, paths } from '../http/reading.ts'
import { type Press, publish } from '../publish.ts'
import { ReleaseAnswer } from '../views/releases.ts'
import { draftOr404 } from './drafts.ts'
import { sendPublished } from './releases.ts'

/** Adds the route. With `twoPersons` the drafter of a draft does not publish it. */
export function publishRoutes(app: App, press: Press, { admit, twoPersons }: { admit: Admit; twoPersons: boolean }) {
  app.post(
    '/v1/drafts/:draft/publish',
    {
      schema: {
        operationId: 'publishDraft',
        summary: 'Publish a stored draft as the next release',
        description:
          'As it was stored; there is no body. Where two persons are required, by another key than the one that stored it. If-Match and Idempotency-Key mean what they mean for POST /v1/releases: with the release that the changes were looked at with as If-Match, nothing else than those is published.',
        tags: ['publishing'],
        security: [{ key: [] }],
        querystring: query(),
        params: z.object({ draft: paths.draft }),
        headers: PublishHeaders,
        response: limited(
          {
            201: { description: 'The published release.', content: { 'application/json': { schema: ReleaseAnswer } } },
          },
          'malformed_request',
          'invalid_parameter',
          'unauthorized',
          'forbidden',
          'not_found',
          'conflict',
          'precondition_failed',
          'body_too_large',
          'unsupported_media_type',
          'invalid_release',
          'idempotency_key_reused',
          'internal',
          'unavailable',
        ),
      },
      onRequest: async (request: FastifyRequest) => {
        admit(request, 'publish')
      },
    },
    async (request, reply) => {
      const { name: by } = admit(request, 'publish')
      const { id, drafted_by, body } = draftOr404(press, request.params.draft)
      if (twoPersons && drafted_by === by) {
        throw new Problem('forbidden', `The key "${by}" stored draft ${id}; the holder of another key publishes it.`)
      }
      if (request.body !== undefined) {
        throw new Problem('malformed_request', `Draft ${id} is published as it was stored; this takes no body.`)
      }
      const terms = { by, ...conditions(request, press), storedDraft: id }
      return sendPublished(reply, press, await publish(press, body, terms))
    },
  )
}
