// Finished answers: what was told once is kept with its headers, ready to send, and given to the next reader before the
// router is asked. An answer is a pure function of release, address, media type and encoding, so nothing kept is ever
// wrong: what was told of the newest release is simply not given any more once there is a newer one.

import type { IncomingMessage, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'
import { canonicalAddress } from './address.ts'
import { encodedTag, heldTag } from './entity-tag.ts'
import type { Headline } from './headlines.ts'
import { acceptedEncoding, type Encoding, encodings, preference } from './negotiation.ts'
import { cacheControl, mediaTypes } from './send.ts'

/** How often the answers of a route were given by status, since the service started. */
export type Hits = Map<string, { 200: number; 304: number }>

type Finished = {
  /** The release whose newness it depends on, or null when it is true for ever. */
  newest: number | null
  route: { 200: number; 304: number }
  headers: string[]
  /** Those of a 304, its tag last. */
  unchanged: string[]
  /** The tag of the representation, and of this encoding of it. */
  tag: string
  encoded: string
  body: Buffer
}

/** Longer addresses are answered and not kept. */
const LONGEST_ADDRESS = 1000
/** What smaller answers would save is less than what a reader pays for unpacking. */
const SMALLEST_PACKED = 860
/** Brotli's best quality takes seconds for more than this. */
const BEST_QUALITY_BELOW = 256 * 1024
/** What an entry costs besides its body and headers, roughly. */
const OVERHEAD = 500

const types = [...new Set(Object.values(mediaTypes).map((type) => type.split(';')[0] as string))]
const preferenceOf = preference(types)

const pack = {
  gzip: (body: Buffer) => promisify(gzip)(body, { level: 9 }),
  br: (body: Buffer) => {
    const quality = body.length < BEST_QUALITY_BELOW ? 11 : 6
    const params = { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: body.length }
    return promisify(brotliCompress)(body, { params })
  },
}

/** Headers that the next answer has differently, or that are told of it anew. */
const ofOneRequest = /^(content-length|ratelimit-.*)$/

/** What tells answers apart. Most readers say nothing of what they accept; for them it is the address alone, as it came. */
function keyOf(encoding: Encoding, accept: string | undefined, address: string): string {
  const preferred = preferenceOf(accept)
  return preferred === 0 && encoding === 'identity' ? address : `${address} ${encoding} ${preferred}`
}

export type FinishedAnswers = ReturnType<typeof finishedAnswers>

/**
 * Keeps up to `bytes` of finished answers, besides those that are held. `head` answers the number of the newest release.
 */
export function finishedAnswers({ bytes, head }: { bytes: number; head: () => number }) {
  const kept = new LRUCache<string, Finished>({
    maxSize: Math.max(1, bytes),
    sizeCalculation: ({ body, headers }, key) => body.length + key.length + headers.join().length + OVERHEAD,
  })
  let headlines = new Map<string, Finished>()
  const hits: Hits = new Map()
  const packing = new Set<string>()
  // What was newest when a request came in: the answer may be ready after there is a newer one.
  const began = new WeakMap<FastifyRequest, number>()
  let held = new Set<string>()
  let closing = false

  function find(key: string): Finished | undefined {
    const found = headlines.get(key) ?? kept.get(key)
    return found === undefined || found.newest === null || found.newest === head() ? found : undefined
  }

  function put(key: string, finished: Finished) {
    if (bytes === 0) return
    if (held.has(key)) headlines.set(key, finished)
    else kept.set(key, finished)
  }

  async function packInto(key: string, encoding: 'br' | 'gzip', plain: Finished) {
    if (packing.has(key) || plain.body.length < SMALLEST_PACKED) return
    packing.add(key)
    const body = await pack[encoding](plain.body).finally(() => packing.delete(key))
    const encoded = encodedTag(plain.tag, encoding)
    const changed = new Map([
      ['etag', encoded],
      ['content-length', String(body.length)],
    ])
    const headers = plain.headers.map((value, index) => changed.get(plain.headers[index - 1] as string) ?? value)
    const unchanged = [...plain.unchanged.slice(0, -1), encoded]
    put(key, { ...plain, body, encoded, unchanged, headers: [...headers, 'content-encoding', encoding] })
  }

  return {
    hits,
    /** What is kept: answers and bytes, without the headlines. */
    size: () => ({ answers: kept.size + headlines.size, bytes: kept.calculatedSize }),
    /** Gives no more: the service is about to stop, and whoever asks is told so by the router. */
    close() {
      closing = true
    },

    /** Answers a request with what is kept; false when there is nothing. */
    answer(request: IncomingMessage, response: ServerResponse): boolean {
      const { method, headers, url = '/' } = request
      if ((method !== 'GET' && method !== 'HEAD') || closing) return false
      const address = canonicalAddress(url)
      const wanted = acceptedEncoding(headers['accept-encoding'])
      const key = keyOf(wanted, headers.accept, address)
      let found = find(key)
      if (found === undefined && wanted !== 'identity') {
        found = find(keyOf('identity', headers.accept, address))
        if (found !== undefined) packInto(key, wanted, found)
      }
      if (found === undefined) return false
      const has = heldTag(headers['if-none-match'], found.tag, found.encoded)
      if (has !== undefined) {
        found.route[304] += 1
        response.writeHead(304, has === found.encoded ? found.unchanged : [...found.unchanged.slice(0, -1), has])
        response.end()
      } else {
        found.route[200] += 1
        response.writeHead(200, found.headers)
        response.end(method === 'HEAD' ? undefined : found.body)
      }
      return true
    },

    /** Notes what is newest when a request comes to the router. */
    begin(request: FastifyRequest) {
      began.set(request, head())
    },

    /** Keeps an answer of the router, if it is one that caches may keep. A hook of every reply. */
    async keep(request: FastifyRequest, reply: FastifyReply, payload: unknown) {
      const { 'cache-control': lasts, etag: tag } = reply.getHeaders()
      const url = request.originalUrl
      if (reply.statusCode !== 200 || request.method !== 'GET' || url.length > LONGEST_ADDRESS) return payload
      if (typeof tag !== 'string' || !String(lasts).startsWith('public')) return payload
      if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return payload
      const body = Buffer.from(payload as string)
      const pattern = request.routeOptions.url as string
      const route = hits.get(pattern) ?? { 200: 0, 304: 0 }
      hits.set(pattern, route)
      const named = Object.entries(reply.getHeaders()).filter(([name]) => !ofOneRequest.test(name))
      const headers = [
        ...named.flatMap(([name, value]) => [name, String(value)]),
        'content-length',
        String(body.length),
      ]
      const lasting = named.filter(([name]) => !['etag', 'content-type', 'link'].includes(name))
      const unchanged = [...lasting.flatMap(([name, value]) => [name, String(value)]), 'etag', tag]
      const newest = lasts === cacheControl.untilNextRelease ? (began.get(request) as number) : null
      const key = keyOf('identity', request.headers.accept, canonicalAddress(url))
      put(key, { newest, route, headers, unchanged, tag, encoded: tag, body })
      return payload
    },

    /** Which answers stay from now on, whatever else is asked; what was held and is not any more is forgotten. */
    hold(list: Headline[]) {
      held = new Set(list.flatMap(({ url, accept }) => encodings.map((encoding) => keyOf(encoding, accept, url))))
      headlines = new Map([...headlines].filter(([key]) => held.has(key)))
    },
  }
}
