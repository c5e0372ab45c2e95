// POST and GET /v1/drafts, GET and DELETE /v1/drafts/{draft}: what waits for a second person. No cache keeps any of it.

import type { FastifyReply, FastifyRequest } from 'fastify'
import * as z from 'zod'
import type { App } from '../app.ts'
import { shown } from '../domain/draft.ts'
import { Problem } from '../domain/problem.ts'
import type { Draft } from '../domain/release.ts'
import type { Admit } from '../http/bearer.ts'
import { sentBody } from '../http/body.ts'
import { query } from '../http/parameters.ts'
import { limited, paths } from '../http/reading.ts'
import { outlook, type Press, preview } from '../publish.ts'
import type { StoredDraft } from '../store/drafts.ts'
import { asOfView } from '../views/as-of.ts'
import { DraftAnswer, DraftBody, DraftListed, draftListed } from '../views/drafts.ts'

/** How many drafts may wait at a time: more than a desk works on, and few enough to be listed whole. */
const WAITING = 100

const Drafts = z
  .object({ drafts: z.array(DraftListed).describe('The drafts that wait, oldest first.') })
  .meta({ id: 'Drafts' })

const always = ['malformed_request', 'invalid_parameter', 'unauthorized', 'internal', 'unavailable'] as const
const json = (description: string, schema: z.ZodType) => ({ description, content: { 'application/json': { schema } } })

/** What the routes of drafts have in common in the contract. */
const drafting = { tags: ['publishing'], security: [{ key: [] }], querystring: query() }

/** A stored draft; 404 when there is none, or it was withdrawn. */
export function draftOr404({ store }: Press, text: string): StoredDraft {
  const draft = /^[1-9]\d{0,8}$/.test(text) ? store.drafts.one(Number(text)) : undefined
  if (draft !== undefined) return draft
  throw new Problem('not_found', `No draft ${shown(text)}. The drafts that wait are listed at /v1/drafts.`)
}

export function draftRoutes(app: App, press: Press, { admit }: { admit: Admit }) {
  const { store, now } = press
  // Who may not see drafts is told so before anything is looked up, and no answer about them is kept.
  const onRequest = async (request: FastifyRequest, reply: FastifyReply) => {
    reply.header('Cache-Control', 'no-store')
    admit(request, 'draft')
  }

  /** A draft with what publishing it now would do. */
  function whole({ body, ...draft }: StoredDraft): z.infer<typeof DraftAnswer> {
    const newest = store.releases.newest()
    const weighed = draft.release === null ? outlook(press, body, draft.drafted_by) : undefined
    const { number: would_be, changes } =
      weighed === undefined || weighed.broken !== null ? { number: null, changes: [] } : weighed
    return {
      as_of: newest === undefined ? null : asOfView(newest),
      ...draftListed(draft),
      would_be,
      changes,
      broken: weighed?.broken ?? [],
      draft: body as Record<string, unknown>,
    }
  }

  app.post(
    '/v1/drafts',
    {
      schema: {
        ...drafting,
        operationId: 'storeDraft',
        summary: 'Store a draft for another person to publish',
        description: `It is weighed by the rules of publication at once, and again when it is published. Nobody without a key sees it. At most ${WAITING} drafts wait at a time.`,
        body: DraftBody,
        response: limited(
          { 201: json('The stored draft, with what it would change.', DraftAnswer) },
          ...always,
          'conflict',
          'body_too_large',
          'unsupported_media_type',
          'invalid_release',
        ),
      },
      onRequest,
    },
    (request, reply) => {
      const { name } = admit(request, 'draft')
      const sent = sentBody(request)
      preview(press, sent, { by: name })
      if (store.drafts.waiting().length >= WAITING) {
        throw new Problem('conflict', `${WAITING} drafts wait already; publish or withdraw one of them first.`)
      }
      const body = sent as Draft
      const id = store.drafts.add({ drafted_by: name, drafted_at: now().toISOString(), note: body.note.trim(), body })
      const draft = whole(store.drafts.one(id) as StoredDraft)
      return reply
        .code(201)
        .header('Location', draft.url)
        .send(draft as never)
    },
  )

  app.get(
    '/v1/drafts',
    {
      schema: {
        ...drafting,
        operationId: 'listDrafts',
        summary: 'The drafts that wait',
        description: 'Oldest first, all of them; published and withdrawn drafts are not among them.',
        response: limited({ 200: json('The drafts.', Drafts) }, ...always),
      },
      onRequest,
    },
    () => ({ drafts: store.drafts.waiting().map(draftListed) }),
  )

  app.get(
    '/v1/drafts/:draft',
    {
      schema: {
        ...drafting,
        operationId: 'getDraft',
        summary: 'One draft, with what it would change now',
        description: 'Weighed against the newest release: its changes, or the rules it breaks by now.',
        params: z.object({ draft: paths.draft }),
        response: limited({ 200: json('The draft.', DraftAnswer) }, ...always, 'not_found'),
      },
      onRequest,
    },
    (request) => whole(draftOr404(press, request.params.draft)) as never,
  )

  app.delete(
    '/v1/drafts/:draft',
    {
      schema: {
        ...drafting,
        operationId: 'withdrawDraft',
        summary: 'Withdraw a draft',
        description: 'By whoever stored it, or whoever may publish. It is gone then, and its id is never given again.',
        params: z.object({ draft: paths.draft }),
        response: limited(
          { 204: z.null().describe('It is withdrawn.') },
          ...always,
          'forbidden',
          'not_found',
          'conflict',
          'body_too_large',
          'unsupported_media_type',
        ),
      },
      onRequest,
    },
    (request, reply) => {
      const editor = admit(request, 'draft')
      const draft = draftOr404(press, request.params.draft)
      if (draft.drafted_by !== editor.name && editor.scope !== 'publish') {
        throw new Problem('forbidden', `Draft ${draft.id} was stored by "${draft.drafted_by}", who may withdraw it.`)
      }
      if (!store.drafts.withdraw(draft.id)) {
        throw new Problem(
          'conflict',
          `Draft ${draft.id} is published; what is published can be corrected or retracted.`,
        )
      }
      return reply.code(204).send()
    },
  )
}
