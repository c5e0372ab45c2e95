// Pages of long lists. A cursor carries the release and the place in the list, so that pages fit together whatever is
// published between them; it says which list it belongs to, so that it cannot be used for another.

import type { FastifyReply, FastifyRequest } from 'fastify'
import { shown } from '../domain/draft.ts'
import { Problem } from '../domain/problem.ts'
import { csv } from '../formats/csv.ts'
import type { Press } from '../publish.ts'
import type { ReleaseSummary } from '../store/releases.ts'
import { asOfView } from '../views/as-of.ts'
import { canonicalAddress } from './address.ts'
import { releaseAsOf } from './as-of.ts'
import { type Answer, type Lasts, send } from './send.ts'

type Place = (string | number)[]
type Query = { as_of?: string | undefined; cursor?: string | undefined }

/** How many items a page has when nobody says. */
const PAGE = 100
/** How many items a whole list is read at a time. */
const CHUNK = 1000

/** What an answer is drawn from: the release, how long that stays true, and in a list the place after which to begin. */
export type Opened<P extends Place> = { release: ReleaseSummary; lasts: Lasts; after: P }

/** Resolves `as_of` and `cursor`; `start` is the place before the first item. */
export function open<P extends Place>(
  press: Press,
  request: FastifyRequest,
  { as_of, cursor }: Query,
  start: P,
): Opened<P> {
  const asked = releaseAsOf(press, as_of)
  const lasts = cursor !== undefined || /^\d+$/.test(as_of ?? '') ? 'pinned' : 'untilNextRelease'
  if (cursor === undefined) return { release: asked, lasts, after: start }
  const { number, after } = decode(cursor, request, start)
  if (as_of !== undefined && asked.number !== number) {
    throw badCursor(`The cursor belongs to release ${number}, and as_of ${shown(as_of)} is release ${asked.number}.`)
  }
  return { release: releaseAsOf(press, String(number)), lasts, after }
}

const pathOf = (request: FastifyRequest) => request.url.split('?')[0] as string

const badCursor = (detail: string) => new Problem('invalid_parameter', detail, [{ parameter: 'cursor', detail }])

function encode(number: number, path: string, place: Place): string {
  return Buffer.from(JSON.stringify([number, path, ...place])).toString('base64url')
}

function decode<P extends Place>(cursor: string, request: FastifyRequest, start: P): { number: number; after: P } {
  try {
    const [number, path, ...after] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [number, string, ...P]
    const ours = encode(number, path, after) === cursor
    const fits =
      ours && after.length === start.length && after.every((part, index) => typeof part === typeof start[index])
    if (Number.isSafeInteger(number) && number > 0 && path === pathOf(request) && fits)
      return { number, after: after as never }
  } catch {}
  throw badCursor(`The cursor ${shown(cursor)} is not one that ${pathOf(request)} has given.`)
}

/** A list to be told: how to read it from a place on, what an item's place is, and how items are told. */
export type List<T, P extends Place, R extends object> = {
  read: (after: P, limit: number) => T[]
  place: (item: T) => P
  row: (item: T) => R
  /** The columns of its CSV, if it has one. */
  columns?: string[]
  json: (rows: R[], next: string | null) => object | Promise<object>
  /** How a row is told in CSV, where that is not how JSON tells it. */
  tableRow?: (row: R) => object
  /** Formats besides JSON and CSV, from all rows or from as many as `limit` names. */
  formats?: (rows: () => R[]) => Answer['formats']
}

/** Answers with a page of a list as JSON; as CSV with the page that `limit` names or, without it, with the whole list. */
export function sendPage<T, P extends Place, R extends object>(
  request: FastifyRequest,
  reply: FastifyReply,
  opened: Opened<P>,
  limit: number | undefined,
  list: List<T, P, R>,
) {
  const { release, lasts } = opened
  const { columns } = list
  const as_of = asOfView(release)
  const { tableRow = (row: R) => row } = list
  const told = (items: T[]) => items.map((item) => ({ as_of, ...tableRow(list.row(item)) }))
  const read = once(() => page(request, opened, limit ?? PAGE, list))
  return send(request, reply, {
    release,
    lasts,
    next: (format) => (format === 'json' || (format === 'csv' && limit !== undefined) ? read().next : null),
    formats: {
      json: async () => JSON.stringify({ as_of, ...(await list.json(read().items.map(list.row), read().next)) }),
      ...(columns && {
        csv: () => csv(columns, limit === undefined ? whole(opened, list).map(told) : [told(read().items)]),
      }),
      ...list.formats?.(() => (limit === undefined ? [...whole(opened, list)].flat() : read().items).map(list.row)),
    },
  })
}

function page<T, P extends Place>(
  request: FastifyRequest,
  { release, after }: Opened<P>,
  size: number,
  { read, place }: Pick<List<T, P, object>, 'read' | 'place'>,
) {
  const more = read(after, size + 1)
  const items = more.slice(0, size)
  const last = items.at(-1)
  if (more.length <= size || last === undefined) return { items, next: null }
  const url = new URL(request.originalUrl, 'http://localhost')
  const cursor = encode(release.number, pathOf(request), place(last))
  url.searchParams.delete('as_of')
  url.searchParams.set('cursor', cursor)
  return { items, next: canonicalAddress(url.pathname + url.search) }
}

function* whole<T, P extends Place>(
  { after }: Opened<P>,
  { read, place }: Pick<List<T, P, object>, 'read' | 'place'>,
): Generator<T[]> {
  let items: T[] = []
  do {
    const last = items.at(-1)
    items = read(last === undefined ? after : place(last), CHUNK)
    yield items
  } while (items.length === CHUNK)
}

function once<T>(work: () => T): () => T {
  let done: { value: T } | undefined
  return () => {
    done ??= { value: work() }
    return done.value
  }
}
