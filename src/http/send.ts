// One way out for every read: which format, whether the reader has it already, and what a cache may do with it.

import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../domain/problem.ts'
import type { ReleaseSummary } from '../store/releases.ts'
import { VERSION } from '../version.ts'
import { canonicalAddress } from './address.ts'
import { entityTag, heldTag } from './entity-tag.ts'
import { acceptedTypes } from './negotiation.ts'

/** The formats of this service: the suffix of the path and the media type. */
export const mediaTypes = {
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8; header=present',
  jsonstat: 'application/json; charset=utf-8; profile="https://json-stat.org/format/"',
  svg: 'image/svg+xml; charset=utf-8',
  atom: 'application/atom+xml; charset=utf-8',
  html: 'text/html; charset=utf-8',
  'datawrapper.json':
    'application/json; charset=utf-8; profile="https://developer.datawrapper.de/docs/chart-properties"',
} as const
export type Format = keyof typeof mediaTypes

/** A read, ready to be told in each of the formats it has. The first one is told to whoever does not care. */
export type Answer = {
  release: ReleaseSummary
  /** How long the answer stays true. */
  lasts: Lasts
  formats: Partial<Record<Format, () => Told | Promise<Told>>>
  /** The address of the next page, or null. */
  next?: (format: Format) => string | null
  /** The address to cite, where it is not this one with `as_of`. */
  permalink?: string
}

/** How long caches may keep an answer. */
export const cacheControl = {
  untilNextRelease: 'public, max-age=30, s-maxage=60, stale-while-revalidate=300, stale-if-error=86400',
  pinned: 'public, max-age=86400, stale-while-revalidate=604800',
  forever: 'public, max-age=31536000, immutable',
}

type Told = string | Buffer | Iterable<string>

export type Lasts = keyof typeof cacheControl

const LICENSE = 'https://creativecommons.org/licenses/by/4.0/'
const suffix = /\.([a-z]+(?:\.json)?)$/

/** The address of a request without its format suffix, which wins over `Accept`: the router knows paths without it. */
export function withoutSuffix(url: string): string {
  const [path, ...query] = url.split('?') as [string, ...string[]]
  return path.startsWith('/v1/') ? [path.replace(suffix, ''), ...query].join('?') : url
}

// An answer is a pure function of the program's version, the release, the address and the media type, and so is its tag.
/** Answers a read. */
export async function send(request: FastifyRequest, reply: FastifyReply, answer: Answer) {
  const format = chooseFormat(request, Object.keys(answer.formats) as Format[])
  const address = canonicalAddress(request.originalUrl)
  const etag = entityTag(VERSION, answer.release.digest, address, mediaTypes[format])
  const held = heldTag(request.headers['if-none-match'], etag)
  reply.headers({
    'Cache-Control': cacheControl[answer.lasts],
    ETag: held ?? etag,
    'Last-Modified': new Date(answer.release.published_at).toUTCString(),
    Vary: 'Accept, Accept-Encoding',
  })
  if (held !== undefined) return reply.code(304).send()
  reply.header('Link', links(address, answer, format))
  const body = await answer.formats[format]?.()
  reply.type(mediaTypes[format])
  return reply.send(typeof body === 'string' || Buffer.isBuffer(body) ? body : wholeOrStream(body as Iterable<string>))
}

/** Answers with something that belongs to the program: the same for everyone until there is another version of it. */
export function sendAsset(
  request: FastifyRequest,
  reply: FastifyReply,
  { type, body }: { type: string; body: string | Buffer },
) {
  const etag = entityTag(body)
  const held = heldTag(request.headers['if-none-match'], etag)
  reply.headers({ 'Cache-Control': 'public, max-age=300', ETag: held ?? etag, Vary: 'Accept-Encoding' })
  return held === undefined ? reply.type(type).send(body) : reply.code(304).send()
}

function chooseFormat(request: FastifyRequest, formats: Format[]): Format {
  const path = request.originalUrl.split('?')[0] as string
  const asked = suffix.exec(path)?.[1]
  if (asked !== undefined) {
    const format = formats.find((name) => name === asked)
    if (format !== undefined) return format
    const others = formats.map((name) => `.${name}`).join(', ')
    throw new Problem('not_found', `There is no .${asked} at ${path.replace(suffix, '')}; there is ${others}.`)
  }
  const types = [...new Set(formats.map((name) => mediaTypes[name].split(';')[0] as string))]
  const [accepted] = acceptedTypes(request.headers.accept, types)
  const format = formats.find((name) => mediaTypes[name].split(';')[0] === accepted)
  if (format !== undefined) return format
  throw new Problem('not_acceptable', `Accept "${request.headers.accept}" asks for none of ${types.join(', ')}.`)
}

/** A list is sent as it is read once it is longer than this many characters; a shorter one is finished first. */
const LONG = 256 * 1024

function wholeOrStream(chunks: Iterable<string>): string | Readable {
  const iterator = chunks[Symbol.iterator]()
  let text = ''
  for (let next = iterator.next(); ; next = iterator.next()) {
    if (next.done) return text
    text += next.value
    if (text.length > LONG) break
  }
  return Readable.from(
    (function* () {
      yield text
      yield* { [Symbol.iterator]: () => iterator }
    })(),
  )
}

function links(address: string, { release, formats, next, permalink }: Answer, format: Format): string {
  const [path, query] = address.split('?') as [string, string?]
  const bare = path.replace(suffix, '')
  const pinned = new URLSearchParams(query)
  if (!pinned.has('cursor')) pinned.set('as_of', String(release.number))
  pinned.sort()
  const search = query === undefined ? '' : `?${query}`
  const following = next?.(format) ?? null
  return [
    `<${permalink ?? `${path}?${pinned}`}>; rel="cite-as"`,
    ...(following === null ? [] : [`<${following}>; rel="next"`]),
    ...Object.keys(formats)
      .filter((other) => other !== format)
      .map(
        (other) => `<${bare}.${other}${search}>; rel="alternate"; type="${mediaTypes[other as Format].split(';')[0]}"`,
      ),
    '</openapi.json>; rel="describedby"; type="application/json"',
    `<${LICENSE}>; rel="license"`,
  ].join(', ')
}
