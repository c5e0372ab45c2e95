// The contract: what the routes say of themselves, as OpenAPI 3.1, with the headers every answer has and an example of
// each from the real data.

import swagger from '@fastify/swagger'
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod'
import type { OpenAPIV3_1 } from 'openapi-types'
import type { App } from '../app.ts'
import { VERSION } from '../version.ts'

type Document = OpenAPIV3_1.Document
type Operation = OpenAPIV3_1.OperationObject
type Response = OpenAPIV3_1.ResponseObject
type Parameter = OpenAPIV3_1.ParameterObject & { schema: OpenAPIV3_1.SchemaObject }
type Override = (context: { jsonSchema: Record<string, unknown> }) => void

const description = `Versioned, source-cited figures about the hostages taken to Gaza in the attack of 7 October 2023.

Every number comes with its hedge (\`qualifier\`, \`display\`), the day it speaks for (\`reference_date\`), the sources that say it, and the release that published it. Nothing is ever overwritten: \`as_of\` answers what was known at any release, and a number that moved says why.

**Formats.** A suffix on the path (\`/v1/figures.csv\`) wins over \`Accept\`. Without either the answer is JSON.

**What is not known is \`null\`**, never 0 and never a missing key. Keys may be added within v1; none is renamed or removed.

**Caching.** Every answer has a strong \`ETag\`; with \`as_of=<number>\` it can be kept.

**Limits.** Answers that are ready cost nothing and are never refused. An address may have 600 others made for it in a minute and send 60 writes, unless this service is configured otherwise; \`RateLimit-Remaining\` says how many are left.

**Problems** are \`application/problem+json\` (RFC 9457) and name the offending value. An unknown parameter is a problem, so that a typing error never silently answers with other numbers.`

const header = (description: string, example: string) => ({ description, schema: { type: 'string' as const }, example })

const headers = {
  ETag: header('Tag of this representation; send it back as If-None-Match.', '"1Vd8c0rJmQ2yRk3pX5sT7uW9zA1"'),
  'Last-Modified': header('When the release of this answer was published.', 'Sun, 22 Nov 2026 12:30:00 GMT'),
  'Cache-Control': header('How long the answer may be kept.', 'public, max-age=30, s-maxage=60'),
  Link: header(
    'cite-as (this answer as of its release), next (the next page), alternate (other formats), describedby, license.',
    '</v1/figures?as_of=2>; rel="cite-as"',
  ),
  Vary: header('What the answer depends on besides the address.', 'Accept, Accept-Encoding'),
  Location: header('The published release.', '/v1/releases/3'),
  'Retry-After': header('Seconds to wait before the next try.', '5'),
  'RateLimit-Limit': header('How many such requests an address may send in a minute.', '600'),
  'RateLimit-Remaining': header('How many it may still send in this minute.', '0'),
  'RateLimit-Reset': header('Seconds until the next minute begins.', '17'),
}

const limits = ['RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset'] as const

const headersOf: Record<string, (keyof typeof headers)[]> = {
  reading200: ['ETag', 'Last-Modified', 'Cache-Control', 'Link', 'Vary'],
  reading304: ['ETag', 'Last-Modified', 'Cache-Control', 'Vary'],
  publishing201: ['Location'],
  429: ['Retry-After', ...limits],
  503: ['Retry-After'],
}

// zod writes the pattern it checks formats with, 200 characters of it, next to the name of the format.
const override: Override = ({ jsonSchema }) => {
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern
}

/** Has the routes written down that are added to `app` from now on. */
export async function describeRoutes(app: App): Promise<void> {
  const zodToJsonConfig = { override } as object
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Hostage figures',
        version: VERSION,
        description,
        license: { name: 'Code MIT, data CC BY 4.0', url: 'https://creativecommons.org/licenses/by/4.0/' },
      },
      servers: [{ url: '/', description: 'This service.' }],
      security: [],
      tags: [
        { name: 'reading', description: 'Figures, their history and their sources. No key is needed.' },
        { name: 'verifying', description: 'Proof that the history was not rewritten. No key is needed.' },
        {
          name: 'publishing',
          description: 'Adding a release, at once or as a draft that somebody else looks at. A key is needed.',
        },
        { name: 'operations', description: 'Whether the service runs, and what its problems mean.' },
      ],
      components: {
        securitySchemes: {
          key: { type: 'http', scheme: 'bearer', description: 'A key, as `keys add NAME` prints it.' },
        },
      },
    },
    transform: createJsonSchemaTransform({ zodToJsonConfig }),
    transformObject: createJsonSchemaTransformObject({ zodToJsonConfig }) as never,
  })
}

/** The operations of a document with their path and method. */
export function operations(document: Document): { path: string; method: string; operation: Operation }[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item ?? {}).map(([method, operation]) => ({ path, method, operation: operation as Operation })),
  )
}

/**
 * Adds the headers of every answer, leaves out the schemas nothing refers to, and writes the examples of what may be left
 * out as a list: the reference page fills in a single `example`, and would ask for all of them at once.
 */
export function complete(document: Document): Document {
  for (const { operation } of operations(document)) {
    for (const { in: place, schema } of (operation.parameters ?? []) as Parameter[]) {
      if (place === 'path' || schema.example === undefined) continue
      schema.examples = [schema.example]
      delete schema.example
    }
    for (const [status, response] of Object.entries(operation.responses ?? {})) {
      const names = headersOf[`${operation.tags?.[0]}${status}`] ?? headersOf[status] ?? []
      if (names.length === 0) continue
      const described = response as Response
      described.headers = Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]))
    }
  }
  const { schemas = {}, ...components } = document.components ?? {}
  const whole = { ...document, components: { ...components, headers } }
  return { ...whole, components: { ...whole.components, schemas: referredTo(whole, schemas) } } as Document
}

function referredTo<T>(document: object, schemas: Record<string, T>): Record<string, T> {
  const kept = new Set<string>()
  const visit = (value: unknown) => {
    for (const [, name] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (name === undefined || kept.has(name)) continue
      kept.add(name)
      visit(schemas[name])
    }
  }
  visit(document)
  return Object.fromEntries(Object.entries(schemas).filter(([name]) => kept.has(name)))
}
