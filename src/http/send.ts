// One way out for every read: which format, whether the reader has it already, and what a cache may do with it.

import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../domain/problem.ts'
import type { ReleaseSummary } from '../store/releases.ts'
import { VERSION } from '../version.ts'

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

/** Answers a read. */
export async function send(request: FastifyRequest, reply: FastifyReply, answer: Answer) {
  const format = chooseFormat(request, Object.keys(answer.formats) as Format[])
  const etag = entityTag([VERSION, answer.release.digest, request.originalUrl, mediaTypes[format]])
  reply.headers({
    'Cache-Control': cacheControl[answer.lasts],
    ETag: etag,
    'Last-Modified': new Date(answer.release.published_at).toUTCString(),
    Vary: 'Accept, Accept-Encoding',
  })
  if (isCurrent(request.headers['if-none-match'], etag)) return reply.code(304).send()
  reply.header('Link', links(request, answer, format))
  const body = await answer.formats[format]?.()
  reply.type(mediaTypes[format])
  return reply.send(typeof body === 'string' || Buffer.isBuffer(body) ? body : Readable.from(body as Iterable<string>))
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
  if (request.headers.accept === undefined) return formats[0] as Format
  const types = [...new Set(formats.map((name) => mediaTypes[name].split(';')[0] as string))]
  const accepted = request.accepts().type(types)
  const format = formats.find((name) => mediaTypes[name].split(';')[0] === accepted)
  if (format !== undefined) return format
  throw new Problem('not_acceptable', `Accept "${request.headers.accept}" asks for none of ${types.join(', ')}.`)
}

// An answer is a pure function of the program's version, the release, the address and the media type, and so is its tag.
function entityTag(parts: string[]): string {
  return `"${createHash('sha256').update(parts.join('\n')).digest('base64url').slice(0, 27)}"`
}

/** Whether If-None-Match (RFC 9110, section 13.1.2) names this entity: weak comparison, lists and `*`. */
export function isCurrent(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false
  return ifNoneMatch.trim() === '*' || ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
}

function links(request: FastifyRequest, { release, formats, next, permalink }: Answer, format: Format): string {
  const [path, query] = request.originalUrl.split('?') as [string, string?]
  const bare = path.replace(suffix, '')
  const pinned = new URLSearchParams(query)
  if (!pinned.has('cursor')) pinned.set('as_of', String(release.number))
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
