// What every reading endpoint says of itself in the contract.

import * as z from 'zod'
import type { ProblemCode } from '../domain/problem.ts'
import { ProblemDocument, problems } from './problems.ts'
import { type Format, mediaTypes } from './send.ts'

const problemResponse = (codes: ProblemCode[]) => ({
  description: codes.map((code) => `${problems[code].title}. ${problems[code].explanation}`).join(' '),
  content: { 'application/problem+json': { schema: ProblemDocument } },
})

/** The responses of a route: its own, and one for each status of the problems it may answer with. */
export function responses(own: Record<number, object>, ...codes: ProblemCode[]): Record<number, object> {
  const byStatus = new Map<number, ProblemCode[]>()
  for (const code of codes) {
    const { status } = problems[code]
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  return { ...own, ...Object.fromEntries([...byStatus].map(([status, list]) => [status, problemResponse(list)])) }
}

/** The responses of a route that may also refuse to do more: of every route but those that say how the service is. */
export const limited = (own: Record<number, object>, ...codes: ProblemCode[]) =>
  responses(own, ...codes, 'rate_limited', 'overloaded')

/** A path that names something that may not be there. */
export const paths = {
  figure: z.string().describe('Id of a figure.').meta({ example: 'held_living' }),
  reference_date: z.string().describe('The day the count speaks for, YYYY-MM-DD.').meta({ example: '2025-03-05' }),
  source: z.string().describe('Id of a source.').meta({ example: 'nyt-2025-03-05' }),
  number: z.string().describe('Number of a release.').meta({ example: '1' }),
  draft: z.string().describe('Id of a draft.').meta({ example: '1' }),
}

const texts: Record<string, z.ZodType> = {
  csv: z.string().describe('The same content as the JSON, a row each.'),
  svg: z.string().describe('A picture, with its words for screen readers.'),
  atom: z.string().describe('A feed, newest first.'),
}

/** The schema of a reading route: one JSON answer, and the other formats it has. */
export function reading<Q extends z.ZodObject, P extends z.ZodObject>(route: {
  operationId: string
  summary: string
  description: string
  querystring: Q
  params?: P
  answer: z.ZodType
  formats: Format[]
  /** Whether it can be listened to. */
  stream?: boolean
}) {
  const { operationId, summary, description, querystring, params, answer, formats, stream = false } = route
  // Two formats have the media type of JSON, and are asked for by their suffix alone.
  const documented = formats.filter((format) => format !== 'jsonstat' && format !== 'datawrapper.json')
  const content = documented.map((format) => {
    return [mediaTypes[format].split(';')[0], { schema: format === 'json' ? answer : texts[format] }]
  })
  if (stream) content.push(['text/event-stream', { schema: z.string().describe('One event for each release.') }])
  return {
    operationId,
    summary,
    description,
    tags: ['reading'],
    querystring,
    params: params ?? (z.object({}) as unknown as P),
    response: limited(
      {
        200: { description: `${summary}.`, content: Object.fromEntries(content) },
        304: z.null().describe('The reader has this answer already.'),
      },
      'malformed_request',
      'invalid_parameter',
      'not_found',
      'not_acceptable',
      'internal',
      'unavailable',
    ),
  }
}
