import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { OpenAPIV3_1 } from 'openapi-types'
import t from 'tap'
import { openapi } from '../src/commands/openapi.ts'
import { readConfig } from '../src/config.ts'
import { complete } from '../src/http/openapi.ts'
import { VERSION } from '../src/version.ts'
import { contract, misfits, operations } from './fixtures/contract.ts'
import { noon, root } from './fixtures/press.ts'

const path = join(root, 'openapi/v1.json')

/** What the command prints, run in this process. */
async function printed(now: Date): Promise<string> {
  const lines: string[] = []
  const world = { config: readConfig({}), out: (line: string) => lines.push(line), err: t.fail, now: () => now }
  t.equal(await openapi.run([], { ...world, stopped: new AbortController().signal } as never), 0)
  return `${lines.join('\n')}\n`
}

t.test('the contract that is checked in is the one that the routes tell', async (t) => {
  const said = await printed(noon)
  const file = readFileSync(path, 'utf8')
  if (said === file) t.pass('openapi/v1.json is up to date')
  else t.strictSame(JSON.parse(said), JSON.parse(file), 'openapi/v1.json is up to date: npm run openapi')
  t.ok(said === file, 'byte for byte')
})

t.test('the contract does not depend on the day it is written', async (t) => {
  t.ok((await printed(new Date('2031-01-01T00:00:00Z'))) === readFileSync(path, 'utf8'))
})

t.test('the contract is a valid OpenAPI document by every recommended rule of redocly', async (t) => {
  const redocly = join(root, 'node_modules/.bin/redocly')
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' }
  const args = ['lint', '--extends', 'recommended', '--format', 'json', path]
  const { stdout } = await promisify(execFile)(redocly, args, { cwd: root, env })
  const { totals, problems } = JSON.parse(stdout)
  t.strictSame(problems, [])
  t.match(totals, { errors: 0, warnings: 0, ignored: 0 })
})

t.test('the contract says what it is', (t) => {
  const { openapi: version, info, servers, tags, security } = contract
  t.match(version, /^3\.1\./)
  t.match(info, {
    title: 'Hostage figures',
    version: VERSION,
    description: /null.*never 0/s,
    license: { name: /CC BY 4\.0/ },
  })
  t.strictSame(servers, [{ url: '/', description: 'This service.' }])
  t.strictSame(
    tags?.map(({ name }) => name),
    ['reading', 'verifying', 'publishing', 'operations'],
  )
  t.strictSame(security, [], 'reading needs no key')
  t.end()
})

t.test('every operation is described, and has an id of its own', (t) => {
  const ids = operations.map(({ operation }) => operation.operationId)
  t.equal(new Set(ids).size, operations.length)
  for (const { path, method, operation } of operations) {
    const name = `${method} ${path}`
    t.match(operation.operationId, /^[a-z]+([A-Z][a-z]+)*$/, name)
    t.match(operation.summary, /^[A-Z].*[^.]$/, name)
    t.match(operation.description, /^.+\.$/, name)
    t.equal(operation.tags?.length, 1, name)
    for (const [status, { description }] of Object.entries(operation.responses))
      t.match(description, /^[A-Z`].*\.$/s, `${name} ${status}`)
  }
  t.end()
})

t.test('every parameter is described, and shows what it takes', (t) => {
  for (const { path, method, operation } of operations) {
    for (const [index, parameter] of ((operation.parameters ?? []) as OpenAPIV3_1.ParameterObject[]).entries()) {
      const name = `${method} ${path} ${parameter.in} ${parameter.name}`
      t.match(parameter.description, /^.{10,}\.$/s, name)
      const { example, examples = [] } = parameter.schema as OpenAPIV3_1.SchemaObject
      const [shown] = parameter.in === 'path' ? [example] : examples
      t.not(shown, undefined, name)
      t.strictSame(misfits(shown, 'paths', path, method, 'parameters', String(index), 'schema'), [], name)
      const quoted = path === '/v1/check' && ['figure', 'value'].includes(parameter.name)
      t.equal(parameter.required ?? false, parameter.in === 'path' || quoted, name)
    }
    const names = (operation.parameters ?? []).map((one) => ('name' in one && one.in === 'path' ? `{${one.name}}` : ''))
    t.strictSame(
      names.filter((name) => name !== '').sort(),
      (path.match(/\{\w+\}/g) ?? []).sort(),
      'every part of the path',
    )
  }
  t.end()
})

t.test('every answer with a body has an example, and every example keeps its schema', (t) => {
  for (const { path, method, operation } of operations) {
    for (const [status, response] of Object.entries(operation.responses)) {
      for (const [type, { example }] of Object.entries(response.content ?? {})) {
        const place = ['paths', path, method, 'responses', status, 'content', type, 'schema']
        t.not(example, undefined, place.join(' '))
        t.strictSame(misfits(example, ...place), [], place.join(' '))
        if (type === 'application/problem+json') t.equal((example as { status: number }).status, Number(status))
      }
    }
    const body = operation.requestBody as OpenAPIV3_1.RequestBodyObject | undefined
    for (const [type, { example }] of Object.entries(body?.content ?? {})) {
      t.strictSame(misfits(example, 'paths', path, method, 'requestBody', 'content', type, 'schema'), [])
    }
  }
  t.end()
})

t.test('every reading address documents what a cache, a client and a proxy have to know', (t) => {
  for (const { path, operation } of operations.filter(({ operation }) => operation.tags?.[0] === 'reading')) {
    const headers = (status: string) => Object.keys(operation.responses[status]?.headers ?? {})
    t.strictSame(headers('200'), ['ETag', 'Last-Modified', 'Cache-Control', 'Link', 'Vary'], path)
    t.strictSame(headers('304'), ['ETag', 'Last-Modified', 'Cache-Control', 'Vary'], path)
    t.strictSame(headers('503'), ['Retry-After'], path)
    t.strictSame(headers('429'), ['Retry-After', 'RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset'], path)
    t.strictSame(Object.keys(operation.responses), ['200', '304', '400', '404', '406', '429', '500', '503'], path)
    t.equal(operation.security, undefined)
  }
  const editing = operations.filter(({ operation }) => operation.tags?.[0] === 'publishing')
  t.strictSame(
    editing.map(({ method, path }) => `${method} ${path}`),
    [
      'post /v1/releases',
      'post /v1/drafts',
      'get /v1/drafts',
      'get /v1/drafts/{draft}',
      'delete /v1/drafts/{draft}',
      'post /v1/drafts/{draft}/publish',
    ],
  )
  t.ok(
    operations.every((one) => one.method === 'get' || editing.includes(one)),
    'and nothing else writes',
  )
  for (const { operation } of editing) {
    t.strictSame(operation.security, [{ key: [] }])
    t.equal(Object.keys(operation.responses['429']?.headers ?? {})[0], 'Retry-After')
    const created = operation.responses['201']
    if (created !== undefined) t.strictSame(Object.keys(created.headers ?? {}), ['Location'])
  }
  t.strictSame(contract.components?.securitySchemes?.key, {
    type: 'http',
    scheme: 'bearer',
    description: 'A key, as `keys add NAME` prints it.',
  })
  t.end()
})

t.test('every schema is referred to, every reference leads somewhere, and no pattern is unreadable', (t) => {
  const text = JSON.stringify(contract)
  for (const [name, schema] of Object.entries(contract.components?.schemas ?? {})) {
    t.ok(text.includes(`"#/components/schemas/${name}"`), `${name} is referred to`)
    t.notMatch(JSON.stringify(schema), /"pattern":"[^"]{100}/, 'no pattern that nobody can read')
  }
  for (const [, kind, name] of text.matchAll(/"#\/components\/(\w+)\/([^"]+)"/g)) {
    const known = contract.components?.[kind as 'schemas'] as object | undefined
    t.ok(known !== undefined && (name as string) in known, `${kind} ${name} is there`)
  }
  t.end()
})

t.test('every property of what is told is described', (t) => {
  const { Observation, FigureWithObservation, Claim, Source, Definition, ReleaseListed, Problem } =
    contract.components?.schemas ?? {}
  for (const schema of [Observation, FigureWithObservation, Claim, Source, Definition, ReleaseListed, Problem]) {
    for (const [key, property] of Object.entries((schema as OpenAPIV3_1.SchemaObject).properties ?? {})) {
      t.ok('$ref' in property || property.description, `${key} is described`)
    }
  }
  t.end()
})

t.test('schemas that nothing refers to are left out, and those that only others refer to stay', (t) => {
  const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` })
  const operation = (tag: string, responses: object) => ({ tags: [tag], responses })
  const json = (name: string) => ({ description: '', content: { 'application/json': { schema: reference(name) } } })
  const document = {
    openapi: '3.1.0',
    info: { title: '', version: '' },
    paths: {
      '/a': { get: operation('reading', { 200: json('A'), 503: { description: '' }, 418: { description: '' } }) },
      '/without-answers': { get: {} },
      '/without-operations': undefined,
    },
    components: {
      schemas: {
        A: { properties: { b: reference('B') } },
        B: { properties: { a: reference('A') } },
        C: reference('D'),
        D: {},
      },
    },
  } as unknown as OpenAPIV3_1.Document
  const { components, paths } = complete(document)
  t.strictSame(Object.keys(components?.schemas ?? {}), ['A', 'B'])
  const responses = (paths?.['/a']?.get?.responses ?? {}) as Record<string, { headers?: object }>
  t.strictSame(Object.keys(responses[503]?.headers ?? {}), ['Retry-After'])
  t.equal(responses[418]?.headers, undefined)
  const { paths: _, components: __, ...bare } = document
  t.strictSame(complete(bare as OpenAPIV3_1.Document).components?.schemas, {})
  t.end()
})
