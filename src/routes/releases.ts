// GET /v1/releases, GET /v1/releases/{number}, GET /v1/releases/latest and POST /v1/releases: the history itself, whole,
// as it was hashed; and how it goes on.

import type { FastifyReply, FastifyRequest } from 'fastify'
import * as z from 'zod'
import type { App } from '../app.ts'
import { shown } from '../domain/draft.ts'
import { Problem } from '../domain/problem.ts'
import { newestRelease, releaseSince } from '../http/as-of.ts'
import type { Admit } from '../http/bearer.ts'
import { sentBody } from '../http/body.ts'
import { conditions, PublishHeaders } from '../http/conditions.ts'
import { open, sendPage } from '../http/page.ts'
import { query } from '../http/parameters.ts'
import { limited, paths, reading } from '../http/reading.ts'
import { type Lasts, send } from '../http/send.ts'
import { type Press, type Published, preview, publish } from '../publish.ts'
import type { ReleaseSummary } from '../store/releases.ts'
import { AsOf, asOfView } from '../views/as-of.ts'
import { DraftBody } from '../views/drafts.ts'
import { addressOf, Change, ReleaseAnswer, ReleaseListed, wholeRelease } from '../views/releases.ts'

const Releases = z
  .object({
    as_of: AsOf,
    releases: z.array(ReleaseListed),
    next: z.string().nullable().describe('Address of the next page; null on the last.'),
  })
  .meta({ id: 'Releases' })

const listed = (release: ReleaseSummary): z.infer<typeof ReleaseListed> => {
  const { number, published_at, published_by, note, previous_digest, digest, ...totals } = release
  const { figures, sources, observations, identities, newest_reference_date } = totals
  const counts = { figures, sources, observations, identities }
  return {
    number,
    published_at,
    published_by,
    note,
    previous_digest,
    digest,
    ...counts,
    newest_reference_date,
    url: addressOf(number),
  }
}

type Door = { admit: Admit; twoPersons: boolean }

/** Adds the routes. With `twoPersons` nobody publishes at once what nobody else has seen. */
export function releaseRoutes(app: App, press: Press, { admit, twoPersons }: Door) {
  const { store } = press
  // A dry run publishes nothing, and may be asked for by whoever drafts.
  const publisher = (request: FastifyRequest) => {
    const rehearses = (request.query as { dry_run?: string }).dry_run === 'true'
    const { name } = admit(request, rehearses ? 'draft' : 'publish')
    if (rehearses || !twoPersons) return name
    throw new Problem(
      'forbidden',
      'Publishing takes two persons here: send the draft to POST /v1/drafts; the holder of another key publishes it at POST /v1/drafts/{id}/publish.',
    )
  }
  const sendWhole = (request: FastifyRequest, reply: FastifyReply, release: ReleaseSummary, lasts: Lasts) =>
    send(request, reply, {
      release,
      lasts,
      permalink: addressOf(release.number),
      formats: { json: () => wholeRelease(store, release) },
    })

  app.get(
    '/v1/releases',
    {
      schema: reading({
        operationId: 'listReleases',
        summary: 'The releases, oldest first',
        description:
          'When each was published, by whom, what it brought, and the digests that chain it to the one before it.',
        querystring: query('as_of', 'since', 'limit', 'cursor'),
        answer: Releases,
        formats: ['json'],
      }),
    },
    (request, reply) => {
      const { since, limit } = request.query
      const opened = open<[number]>(press, request, request.query, [0])
      const from = releaseSince(press, since, opened.release)
      return sendPage(request, reply, opened, limit, {
        read: ([after], limit) => store.releases.page({ after: Math.max(after, from), limit }, opened.release.number),
        place: ({ number }): [number] => [number],
        row: listed,
        json: (releases, next) => ({ releases, next }),
      })
    },
  )

  app.get(
    '/v1/releases/latest',
    {
      schema: reading({
        operationId: 'getLatestRelease',
        summary: 'The newest release, whole',
        description: 'As getRelease, for the release that is the newest now.',
        querystring: query(),
        answer: ReleaseAnswer,
        formats: ['json'],
      }),
    },
    (request, reply) => sendWhole(request, reply, newestRelease(press), 'untilNextRelease'),
  )

  app.get(
    '/v1/releases/:number',
    {
      schema: reading({
        operationId: 'getRelease',
        summary: 'One release, whole, as it was hashed',
        description:
          'Without its `digest`, the RFC 8785 canonical JSON of this answer has that SHA-256. It never changes.',
        querystring: query(),
        params: z.object({ number: paths.number }),
        answer: ReleaseAnswer,
        formats: ['json'],
      }),
    },
    (request, reply) => {
      const { number } = request.params
      const release = /^[1-9]\d{0,8}$/.test(number) ? store.releases.one(Number(number)) : undefined
      if (release !== undefined) return sendWhole(request, reply, release, 'forever')
      throw new Problem('not_found', `No release ${shown(number)}; the newest is ${newestRelease(press).number}.`)
    },
  )

  app.post(
    '/v1/releases',
    {
      schema: {
        operationId: 'publishRelease',
        summary: 'Publish a draft as the next release',
        description:
          'All of it or nothing. `dry_run=true` answers the changes it would make. A request that was not answered can be sent again with the same Idempotency-Key: it is published once.',
        tags: ['publishing'],
        security: [{ key: [] }],
        querystring: query('dry_run'),
        headers: PublishHeaders,
        body: DraftBody,
        response: limited(
          {
            200: {
              description: 'What the draft would change; nothing was published.',
              content: { 'application/json': { schema: Preview } },
            },
            201: { description: 'The published release.', content: { 'application/json': { schema: ReleaseAnswer } } },
          },
          'malformed_request',
          'invalid_parameter',
          'unauthorized',
          'forbidden',
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
      // Who may not publish is told so before the body is read.
      onRequest: async (request) => {
        publisher(request)
      },
    },
    async (request, reply) => {
      const terms = { by: publisher(request), ...conditions(request, press) }
      const draft = sentBody(request)
      if (request.query.dry_run === 'true') {
        const { number, changes } = preview(press, draft, terms)
        const as_of = store.releases.newest()
        return reply
          .header('Cache-Control', 'no-store')
          .send({ as_of: as_of ? asOfView(as_of) : null, would_be: number, changes })
      }
      return sendPublished(reply, press, await publish(press, draft, terms))
    },
  )
}

const Preview = z
  .object({
    as_of: AsOf.nullable().describe('The newest release, which the draft was weighed against.'),
    would_be: z.int().describe('The number it would get.'),
    changes: z.array(Change),
  })
  .meta({ id: 'Preview' })

/** Answers whoever published with the release, whole. */
export function sendPublished(reply: FastifyReply, { store }: Press, { number, replayed }: Published) {
  if (replayed) reply.header('Idempotency-Replayed', 'true')
  return reply
    .code(201)
    .headers({ Location: addressOf(number), 'Cache-Control': 'no-store' })
    .type('application/json; charset=utf-8')
    .send(wholeRelease(store, store.releases.one(number) as ReleaseSummary))
}
