// Streams of changes (server-sent events). All listeners share one wake-up and one heartbeat; each is written to only as
// fast as it reads, so that a slow one costs no memory and a fast one waits for nobody.

import type { ServerResponse } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { shown } from '../domain/draft.ts'
import type { ChangeType } from '../domain/observation.ts'
import { Problem } from '../domain/problem.ts'
import { event, heartbeat, opening } from '../formats/event-stream.ts'
import type { Press } from '../publish.ts'
import type { ReleaseSummary } from '../store/releases.ts'
import { asOfView } from '../views/as-of.ts'
import { changeView } from '../views/changes.ts'
import { newestRelease } from './as-of.ts'

/** How many changes of a release an event carries; the rest is a page of /v1/changes away. */
const LIMIT = 1000

/** How many texts of the release told last are kept: whoever asks for always different figures must not fill the memory. */
const KEPT = 20

type Filters = { figures?: string[] | undefined; change_types?: ChangeType[] | undefined }
type Listener = { response: ServerResponse; sent: number; filters: Filters; waiting: boolean }

export type Streams = ReturnType<typeof openStreams>

/** Whether a request asks for a stream rather than a page. */
export function acceptsStream({ headers, originalUrl }: FastifyRequest): boolean {
  return (
    headers.accept?.includes('text/event-stream') === true && !/\.[a-z]+$/.test(originalUrl.split('?')[0] as string)
  )
}

/** The streams of one service, with a heartbeat every so many milliseconds; `close` ends them all. */
export function openStreams(press: Press, heartbeatEvery: number) {
  const { store, log } = press
  const listeners = new Set<Listener>()
  let stop: (() => void) | undefined
  let told = { number: 0, texts: new Map<string, string>() }

  // Most listeners hear of the same release at the same time; only its texts are kept.
  function textOf(number: number, filters: Filters): string {
    if (told.number !== number) told = { number, texts: new Map() }
    const key = JSON.stringify(filters)
    const text = told.texts.get(key) ?? eventOf(number, filters)
    if (told.texts.size < KEPT) told.texts.set(key, text)
    return text
  }

  function eventOf(number: number, { figures, change_types }: Filters): string {
    const changes = store.changes.page(
      { figures, change_types, after: [number - 1, 9, '', ''], limit: LIMIT + 1 },
      number,
    )
    if (changes.length === 0 && (figures ?? change_types) !== undefined) return event(number)
    const release = store.releases.one(number) as ReleaseSummary
    return event(number, {
      as_of: asOfView(release),
      note: release.note,
      digest: release.digest,
      changes: changes.slice(0, LIMIT).map((change) => changeView(store, change)),
      more: changes.length > LIMIT ? `/v1/changes?since=${number - 1}&as_of=${number}` : null,
    })
  }

  function send(listener: Listener) {
    const newest = newestRelease(press).number
    while (!listener.waiting && listener.sent < newest) {
      listener.sent += 1
      listener.waiting = !listener.response.write(textOf(listener.sent, listener.filters))
    }
  }

  function start() {
    const unlisten = log.onMore(() => {
      for (const listener of listeners) send(listener)
    })
    const beat = setInterval(() => {
      for (const { response, waiting } of listeners) if (!waiting) response.write(heartbeat)
    }, heartbeatEvery).unref()
    stop = () => {
      unlisten()
      clearInterval(beat)
      stop = undefined
    }
  }

  return {
    /** Answers with a stream: after Last-Event-ID, else after `since`, else after the newest release. */
    open(request: FastifyRequest, reply: FastifyReply, { since, ...filters }: Filters & { since: number | undefined }) {
      const sent = lastEventId(press, request) ?? since ?? newestRelease(press).number
      reply.hijack()
      const response = reply.raw
      response.writeHead(200, {
        ...(reply.getHeaders() as Record<string, string>),
        'Content-Type': 'text/event-stream; charset=utf-8',
        'Cache-Control': 'no-store',
        'X-Accel-Buffering': 'no',
      })
      // Whoever asks for the headers alone would wait for an end that never comes.
      if (request.method === 'HEAD') {
        response.end()
        return reply
      }
      response.write(opening)
      const listener: Listener = { response, sent, filters, waiting: false }
      listeners.add(listener)
      response.on('drain', () => {
        listener.waiting = false
        send(listener)
      })
      response.on('close', () => {
        listeners.delete(listener)
        if (listeners.size === 0) stop?.()
      })
      if (stop === undefined) start()
      send(listener)
      return reply
    },

    /** How many streams are open. */
    listening: () => listeners.size,

    /** Ends every stream; readers come back by themselves, to whoever answers then. */
    close() {
      for (const { response } of listeners) response.end()
    },
  }
}

function lastEventId(press: Press, { headers }: FastifyRequest): number | undefined {
  const id = headers['last-event-id']
  if (id === undefined || id === '') return undefined
  const newest = newestRelease(press).number
  if (typeof id === 'string' && /^\d{1,9}$/.test(id) && Number(id) <= newest) return Number(id)
  const detail = `Last-Event-ID ${shown(id)} is not the number of a release; the newest is ${newest}.`
  throw new Problem('malformed_request', detail, [{ header: 'Last-Event-ID', detail }])
}
