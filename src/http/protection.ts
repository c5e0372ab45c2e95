// What keeps a few clients from taking the service from all others: how often each may have something made for it, and
// that new work is refused while there is more than can be done. Answers that are ready cost nothing and count for nothing.

import type { Socket } from 'node:net'
import rateLimit, { normalizeIP } from '@fastify/rate-limit'
import underPressure from '@fastify/under-pressure'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { App } from '../app.ts'
import { Problem, type ProblemCode } from '../domain/problem.ts'
import { problemDocument, problems } from './problems.ts'

/**
 * Requests that one client may send in a minute: reads that have to be worked out, and writes; and how many milliseconds
 * late on average the process may answer to events before it refuses new work. 0 sets no limit.
 */
export type Limits = { reads: number; writes: number; late: number }

const MINUTE = 60_000
/** Over how long it is looked how late the process is, in milliseconds: a large publication alone is no overload. */
const WATCHED = 3_000
/** How many seconds whoever is refused then is asked to wait. */
const RETRY = 5

/** What a limited answer says of the limit, as the IETF's draft "RateLimit header fields for HTTP" (version 6) names it. */
export const rateLimitHeaders = ['RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset']

/** What stands for the address of the service itself when it asks for something: no address of a network. */
export const OURSELVES = 'ourselves'

/** The settings of routes that say how the service is: they are neither limited nor refused. */
export const unlimited = { rateLimit: false as const, pressureHandler: () => {} }

class Overloaded extends Problem {
  constructor() {
    super('overloaded', 'More is asked than can be answered at the moment.', [], RETRY)
  }
}

/** Protects the routes that are added to `app` from now on. */
export async function protect(app: App, limits: Limits): Promise<void> {
  await app.register(underPressure, {
    maxEventLoopDelay: limits.late,
    sampleInterval: WATCHED,
    retryAfter: RETRY,
    customError: Overloaded,
  })
  const reads = ({ method }: FastifyRequest) => method === 'GET' || method === 'HEAD'
  const limit = (request: FastifyRequest) => (reads(request) ? limits.reads : limits.writes)
  const free = (request: FastifyRequest) =>
    limit(request) === 0 ||
    request.routeOptions.config.rateLimit === false ||
    request.socket.remoteAddress === OURSELVES
  await app.register(rateLimit, {
    global: false,
    enableDraftSpec: true,
    timeWindow: MINUTE,
    max: limit,
    allowList: free,
    // What an address of IPv6 looks like takes Node.js 5 ms to compile, which a start has no use for.
    keyGenerator: (request) =>
      free(request) ? '' : `${reads(request) ? 'reads' : 'writes'} ${normalizeIP(request.ip)}`,
    errorResponseBuilder: (request, { max, ttl }) => {
      const seconds = Math.ceil(ttl / 1000)
      const what = reads(request) ? 'reads that were not ready' : 'writes'
      const detail = `Your address sent more than ${max} ${what} within a minute; try again in ${seconds} s.`
      return new Problem('rate_limited', detail, [], seconds)
    },
  })
  // Before the hooks of the routes: a key is looked at when its sender may send it.
  app.addHook('onRequest', app.rateLimit())
}

const unreadable: Record<string, [ProblemCode, string]> = {
  HPE_HEADER_OVERFLOW: ['headers_too_large', 'The address and the headers have more than 16,384 bytes.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['request_timeout', 'The request did not arrive in time.'],
}

/** Answers what is no request, or did not become one in time; and hangs up. */
export function onClientError(this: FastifyInstance, { code }: NodeJS.ErrnoException, socket: Socket): void {
  this.log.debug({ code }, 'What came is no request.')
  // Whoever has hung up is told nothing.
  if (!socket.writable) return
  const [problem, detail] = unreadable[String(code)] ?? ['malformed_request', 'This is not a request in HTTP/1.1.']
  const body = JSON.stringify(problemDocument(problem, detail, ''))
  const { status, title } = problems[problem]
  const head = [
    `HTTP/1.1 ${status} ${title}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'Access-Control-Allow-Origin: *',
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}
