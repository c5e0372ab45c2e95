// Problems as RFC 9457 answers, each with a type that can be looked up. Nothing of the inside is ever told: no stack,
// no SQL.

import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import * as z from 'zod'
import { Problem, type ProblemCode, type ProblemPart } from '../domain/problem.ts'
import { concealed } from '../store/keys.ts'

type Explanation = { status: number; title: string; explanation: string }

/** Every problem this service answers with, and what to do about it. */
export const problems: Record<ProblemCode, Explanation> = {
  malformed_request: {
    status: 400,
    title: 'The request cannot be read',
    explanation: 'The URL, a header or the body is not well-formed. `detail` says which.',
  },
  invalid_parameter: {
    status: 400,
    title: 'A parameter is not right',
    explanation:
      'A query parameter is unknown or has a value it cannot have. Nothing is ignored, so that a typing error never silently gives other numbers than those asked for.',
  },
  unauthorized: {
    status: 401,
    title: 'A key is needed',
    explanation:
      'Drafting and publishing need `Authorization: Bearer` with a key in force: known, not expired, not revoked. Reading what is published needs none.',
  },
  forbidden: {
    status: 403,
    title: 'This key may not do this',
    explanation:
      'The key is in force and has not the scope for it, or it takes another person: where two persons are required, nobody publishes what they drafted.',
  },
  not_found: {
    status: 404,
    title: 'There is no such thing',
    explanation: 'No figure, observation, source, release or page is at this address, as of the release asked for.',
  },
  method_not_allowed: {
    status: 405,
    title: 'This cannot be done here',
    explanation: 'The address exists and takes other methods; `Allow` names them.',
  },
  not_acceptable: {
    status: 406,
    title: 'There is no such format',
    explanation: 'None of the media types in `Accept` is available here; `detail` names those that are.',
  },
  conflict: {
    status: 409,
    title: 'Something else came first',
    explanation:
      'The release number was taken between planning and publishing, the draft is published already, or too many drafts wait. Nothing was stored; `detail` says what to look at before trying again.',
  },
  precondition_failed: {
    status: 412,
    title: 'The newest release is another one',
    explanation: '`If-Match` names a release that is not the newest any more. Nothing was stored.',
  },
  body_too_large: {
    status: 413,
    title: 'The body is too large',
    explanation: 'A draft may have 1 MiB. Publish it in several releases.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'The body has to be JSON',
    explanation: 'Send the draft as `Content-Type: application/json`.',
  },
  request_timeout: {
    status: 408,
    title: 'The request did not arrive',
    explanation: 'Headers have to arrive within 10 seconds and a whole request within 30. The connection is closed.',
  },
  headers_too_large: {
    status: 431,
    title: 'The address and the headers are too large',
    explanation: 'Together they may have 16 KiB. The connection is closed.',
  },
  invalid_release: {
    status: 422,
    title: 'The draft breaks the rules of publication',
    explanation: '`errors` lists every broken rule with a JSON pointer into the draft. Nothing was stored.',
  },
  idempotency_key_reused: {
    status: 422,
    title: 'The Idempotency-Key belongs to another draft',
    explanation: 'The same key was sent with another body within 24 hours. Use a new key for a new draft.',
  },
  rate_limited: {
    status: 429,
    title: 'Too many requests',
    explanation:
      'One address may have so many answers made for it in a minute, send so many writes, and few keys that are not in force; `detail` says which it was. Try again after the seconds that `Retry-After` says.',
  },
  internal: {
    status: 500,
    title: 'Something went wrong here',
    explanation: 'The mistake is ours; it has been logged with the id of the request.',
  },
  overloaded: {
    status: 503,
    title: 'Too much is asked at the moment',
    explanation:
      'Answers that are ready are given all the same; try again for others after the seconds that `Retry-After` says.',
  },
  unavailable: {
    status: 503,
    title: 'Not available at the moment',
    explanation: 'The database is busy or cannot be read. Try again after the seconds that `Retry-After` says.',
  },
}

/** A problem document. */
export const ProblemDocument = z
  .object({
    type: z.string().describe('Address of an explanation of this kind of problem.'),
    title: z.string().describe('The kind of problem, in a few words.'),
    status: z.int().describe('The HTTP status.'),
    detail: z.string().describe('A sentence that names what was wrong.'),
    instance: z.string().describe('The address that was asked for.'),
    errors: z
      .array(
        z.object({
          pointer: z.string().optional().describe('JSON pointer (RFC 6901) into the body.'),
          parameter: z.string().optional().describe('Name of a query parameter.'),
          header: z.string().optional().describe('Name of a header.'),
          detail: z.string().describe('A sentence that names what was wrong there.'),
        }),
      )
      .describe('Every place that is wrong.'),
  })
  .meta({ id: 'Problem' })

/** A problem, told. */
export function problemDocument(code: ProblemCode, detail: string, instance: string, errors: ProblemPart[] = []) {
  const { status, title } = problems[code]
  return { type: `/problems/${code}`, title, status, detail, instance, errors } satisfies z.infer<
    typeof ProblemDocument
  >
}

function send(request: FastifyRequest, reply: FastifyReply, code: ProblemCode, detail: string, errors: ProblemPart[]) {
  if (code === 'unavailable') reply.header('Retry-After', '5')
  if (code === 'unauthorized') reply.header('WWW-Authenticate', 'Bearer')
  return reply
    .code(problems[code].status)
    .header('Cache-Control', 'no-store')
    .type('application/problem+json')
    .send(concealed(JSON.stringify(problemDocument(code, detail, request.originalUrl, errors))))
}

const codesOfFastify: Record<string, ProblemCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
}

const details: Partial<Record<ProblemCode, (request: FastifyRequest) => string>> = {
  body_too_large: ({ headers }) =>
    `The body has ${headers['content-length'] ?? 'too many'} bytes; 1,048,576 are allowed.`,
  unsupported_media_type: ({ headers }) =>
    `The body has Content-Type "${headers['content-type'] ?? ''}"; it has to be application/json.`,
}

const troubles: [RegExp, string][] = [
  [/^SQLITE_(BUSY|LOCKED)/, 'The database is in use by another writer.'],
  [/^SQLITE_(FULL|IOERR_WRITE)/, 'The disk is full, or the database may not grow.'],
  [/^SQLITE_READONLY/, 'The database can be read and not written.'],
  [/^SQLITE_(CORRUPT|NOTADB)/, 'The database file is damaged.'],
  [/^SQLITE_(IOERR|CANTOPEN|PROTOCOL)/, 'The database file cannot be read or written.'],
]

/** What is wrong with the database, in a sentence, when that is why something was thrown. */
export function databaseTrouble(error: Error & { code?: unknown }): string | undefined {
  if (error instanceof Problem) return error.code === 'unavailable' ? error.message : undefined
  return troubles.find(([codes]) => codes.test(String(error.code)))?.[1]
}

/** Answers whatever a route throws. */
export function onError(error: FastifyError | Problem, request: FastifyRequest, reply: FastifyReply) {
  if (error instanceof Problem) {
    if (error.retryAfter !== undefined) reply.header('Retry-After', String(error.retryAfter))
    if (error.code === 'unavailable') request.log.error(error.message)
    return send(request, reply, error.code, error.message, error.errors)
  }
  const trouble = databaseTrouble(error)
  if (trouble !== undefined) {
    request.log.error(error, trouble)
    return send(request, reply, 'unavailable', `${trouble} Nothing was stored.`, [])
  }
  const status = error.statusCode ?? 500
  if (status >= 500) {
    request.log.error(error)
    return send(request, reply, 'internal', `Something went wrong here; the id of the request is ${request.id}.`, [])
  }
  const code = codesOfFastify[error.code] ?? 'malformed_request'
  return send(request, reply, code, details[code]?.(request) ?? `${error.message.replace(/\.$/, '')}.`, [])
}

/** Answers an address that no route has, or a method that its routes do not take. */
export function onNotFound(request: FastifyRequest, reply: FastifyReply) {
  const url = request.url.split('?')[0] as string
  const allowed = ['GET', 'HEAD', 'POST', 'DELETE'].filter(
    (method) => request.server.findRoute({ method, url }) !== null,
  )
  if (allowed.length > 0) {
    reply.header('Allow', allowed.join(', '))
    return send(
      request,
      reply,
      'method_not_allowed',
      `${request.method} cannot be done at ${url}; ${allowed.join(', ')} can.`,
      [],
    )
  }
  const detail = `There is nothing at ${shortened(request.originalUrl)}. The contract of this service is at /openapi.json, its documentation at /docs.`
  return send(request, reply, 'not_found', detail, [])
}

const shortened = (url: string) => (url.length > 200 ? `${url.slice(0, 199)}…` : url)
