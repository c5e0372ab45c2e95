// The way of a request through the service: finished answers before the router, and after it the headers of every
// answer, what is kept, counted and written down.

import type { RequestListener, Server } from 'node:http'
import { duplexPair } from 'node:stream'
import { finished as ended } from 'node:stream/promises'
import { setImmediate } from 'node:timers/promises'
import type { App } from '../app.ts'
import type { Press } from '../publish.ts'
import { finishedAnswers } from './finished.ts'
import { type Headline, headlines } from './headlines.ts'
import { type Gauges, openMetrics } from './metrics.ts'
import { OURSELVES } from './protection.ts'
import { requestLog } from './request-log.ts'
import { securityHeaders } from './security.ts'

/** What can be set of it; README's table says what each means. */
export type Serving = { cacheBytes: number; slow: number; logShare: number }

/** An import of it would load its WebSocket, and with it undici, for 50 ms of every start. */
const http = process.getBuiltinModule('node:http')

/** An open connection without a request is kept a little longer than load balancers keep theirs, in milliseconds. */
const KEEP_ALIVE = 72_000
/** Headers have to arrive within this time, and a whole request within three times as much, in milliseconds. */
const HEADERS_WITHIN = 10_000
/** How often it is looked for those that did not, in milliseconds. */
const CHECKED_EVERY = 2_000
/** After how long a service that listens begins what can wait, in milliseconds: who waited for its start is answered before. */
const SETTLED = 100

/** The finished answers of a press, with the server that gives them before it asks the router. */
export function openServing(
  press: Press,
  { cacheBytes = 64 * 1024 * 1024, slow = 1000, logShare = 0 }: Partial<Serving> = {},
) {
  const head = () => press.log.head()?.number ?? 0
  const finished = finishedAnswers({ bytes: cacheBytes, head })

  function serverFactory(router: RequestListener) {
    const server = http.createServer(
      {
        keepAliveTimeout: KEEP_ALIVE,
        headersTimeout: HEADERS_WITHIN,
        requestTimeout: 3 * HEADERS_WITHIN,
        connectionsCheckingInterval: CHECKED_EVERY,
      },
      (request, response) => {
        if (!finished.answer(request, response)) router(request, response)
      },
    )
    return server
  }

  /** Adds to every answer of `app` what all have in common; `gauges` are told at /metrics besides our own. */
  function attach(app: App, gauges: Gauges) {
    const log = requestLog(app.log, { slow, share: logShare })
    const metrics = openMetrics(finished.hits, {
      newest_release: { help: 'The number of the newest release; 0 before the first.', value: head },
      finished_answers: { help: 'Answers kept ready.', value: () => finished.size().answers },
      finished_answers_bytes: {
        help: 'Bytes of answers kept ready, headlines aside.',
        value: () => finished.size().bytes,
      },
      ...gauges,
    })
    app.addHook('onRequest', async (request, reply) => {
      finished.begin(request)
      reply.headers(securityHeaders)
    })
    app.addHook('onSend', finished.keep)
    app.addHook('onResponse', async (request, reply) => {
      const { id, method, originalUrl: url } = request
      const [status, ms] = [reply.statusCode, reply.elapsedTime]
      metrics.count(request.routeOptions.url ?? 'none', status, ms)
      log.add({ id, method, url, status, ms })
    })

    const hold = () => finished.hold(headlines(press))
    let telling = Promise.resolve()
    const tell = () => {
      // A service that closes meanwhile takes no more questions, and nobody is left to be answered.
      telling = telling.then(() => tellHeadlines(app, headlines(press))).catch(() => {})
    }
    const unlisten = press.log.onMore(() => {
      hold()
      if (app.server.listening) tell()
    })
    let settling: NodeJS.Timeout | undefined
    app.addHook('onListen', async () => {
      settling = setTimeout(() => {
        hold()
        tell()
        telling = telling.then(() => prepare(press)).catch(() => {})
      }, SETTLED)
    })
    app.addHook('preClose', async () => finished.close())
    app.addHook('onClose', async () => {
      clearTimeout(settling)
      unlisten()
      await telling
    })
    return metrics
  }

  return { serverFactory, attach }
}

/** Tells headlines of the newest release, one after the other: other readers are answered in between. */
export async function tellHeadlines(app: App, list: Headline[]): Promise<void> {
  await app.ready()
  const server = http.createServer(app.routing)
  for (const headline of list) {
    await ask(server, headline)
    await setImmediate()
  }
}

/** Prepares the statements that no headline needed, so that no reader waits for it. */
async function prepare({ store }: Press): Promise<void> {
  for (const _ of store.prepareAll()) await setImmediate()
}

/**
 * Asks a server for something as a reader does, on a connection without a network. Fastify's `inject` would hand Node.js
 * requests and answers of other classes, and so would a client of Node.js: what V8 compiles for two classes costs every
 * reader 1.5 µs more.
 */
async function ask(server: Server, { url, accept }: Headline): Promise<void> {
  const [reader, socket] = duplexPair()
  server.emit('connection', Object.assign(socket, { remoteAddress: OURSELVES }))
  // Node.js cuts off whoever ends before the answer does.
  reader.write(`GET ${url} HTTP/1.1\r\nHost: localhost\r\nAccept: ${accept}\r\nConnection: close\r\n\r\n`)
  await ended(reader.resume(), { writable: false })
}
