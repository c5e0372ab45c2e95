// Whatever is sent, to every address of the contract: never a mistake of ours, every answer as the contract says, every
// problem a problem document. FUZZ_REQUESTS sets how many requests; npm run test:long sends more.

import { finished } from 'node:stream/promises'
import fc from 'fast-check'
import type { InjectOptions } from 'fastify'
import type { OpenAPIV3_1 } from 'openapi-types'
import t from 'tap'
import { type App, createApp } from '../src/app.ts'
import { signerFrom } from '../src/domain/checkpoint.ts'
import { problems } from '../src/http/problems.ts'
import { verify } from '../src/store/verify.ts'
import { anyRequests } from './fixtures/any-request.ts'
import { type Answer, breaches, operations, templateOf } from './fixtures/contract.ts'
import { bundledPress, noon, signingKey } from './fixtures/press.ts'

const requests = Number(process.env.FUZZ_REQUESTS ?? 20_000)

/** Asks; of a stream, which never ends, only the beginning is awaited. */
async function ask(app: App, options: InjectOptions): Promise<Answer> {
  const streams = options.headers?.accept?.includes('text/event-stream') === true
  if (!streams) return app.inject(options)
  const answer = await app.inject({ ...options, payloadAsStream: true })
  const stream = answer.stream()
  if (String(answer.headers['content-type']).startsWith('text/event-stream')) {
    stream.destroy()
    return answer
  }
  const chunks: Buffer[] = []
  stream.on('data', (chunk) => chunks.push(chunk))
  await finished(stream)
  const body = Buffer.concat(chunks).toString()
  return Object.assign(answer, { body, json: () => JSON.parse(body) })
}

/** What is wrong with an answer. */
function faults({ method = 'GET', url }: InjectOptions, answer: Answer): string[] {
  const { statusCode, headers, body } = answer
  if (statusCode >= 500) return [`answered ${statusCode}: ${body}`]
  const { pathname, search } = new URL(url as string, 'http://localhost')
  // The contract has neither: HEAD is answered as GET without a body, OPTIONS with what browsers ask before they ask.
  if (method === 'OPTIONS' && statusCode === 204) return body === '' ? [] : [`answered ${body}`]
  if (method === 'HEAD') {
    const path = templateOf(pathname + search)
    const { responses } = operations.find((one) => one.path === path && one.method === 'get')?.operation ?? {}
    const known = responses === undefined ? statusCode >= 400 : Object.hasOwn(responses, statusCode)
    return known && body === '' ? [] : [`answered ${statusCode}: ${body}`]
  }
  if (String(headers['content-type']).startsWith('text/event-stream')) {
    const { responses } = operations.find(({ path }) => path === templateOf(pathname + search))?.operation ?? {}
    return responses?.[statusCode]?.content?.['text/event-stream'] === undefined ? ['is an undocumented stream'] : []
  }
  const found = breaches(answer, { method, path: templateOf(pathname + search, method) })
  if (statusCode < 400) return found
  const { type, status, detail, instance } = answer.json()
  const code = String(type).replace('/problems/', '')
  return [
    ...found,
    ...(Object.hasOwn(problems, code) && status === statusCode ? [] : [`${type} is no type of a ${statusCode}`]),
    ...(/^[\s\S]+\.$/.test(detail) ? [] : [`${detail} is no sentence`]),
    ...(typeof instance === 'string' && headers['cache-control'] === 'no-store' ? [] : ['may be kept by a cache']),
  ]
}

type Example = { schema: { example?: string; examples?: (string | string[])[] } }

/** The example that the contract shows of a parameter, the first where it is a list. */
const exampleOf = ({ schema }: Example) => [schema.examples?.[0] ?? schema.example].flat()[0] as string

/** Every parameter with its example, beside those that have to be there: of what is made at random too few are answered. */
const examples = operations
  .filter(({ method }) => method === 'get')
  .flatMap(({ path, operation }) => {
    const parameters = (operation.parameters ?? []) as (OpenAPIV3_1.ParameterObject & Example)[]
    const address = parameters
      .filter((one) => one.in === 'path')
      .reduce((whole, one) => whole.replace(`{${one.name}}`, exampleOf(one)), path)
    const asked = parameters.filter((one) => one.in === 'query' && one.name !== 'cursor')
    const required = asked.filter((one) => one.required)
    return asked.map((one) => {
      const query = [...new Set([...required, one])].map((each) => [each.name, exampleOf(each)] as [string, string])
      return `${address}?${new URLSearchParams(query)}`
    })
  })

/** The one parameter whose example goes only with another value than the example of another. */
const BETWEEN = '/v1/check?figure=held_living&value=24&qualifier=between&upper_value=25'

/** The second page of every list that has pages. */
async function pagesOf(app: App): Promise<string[]> {
  const paged = operations.filter(({ operation }) =>
    ((operation.parameters ?? []) as OpenAPIV3_1.ParameterObject[]).some(({ name }) => name === 'cursor'),
  )
  const firsts = paged.map(({ path }) => path.replace('{figure}', 'held').replace('{source}', 'nyt-2025-03-05'))
  return Promise.all(firsts.map(async (first) => (await app.inject(`${first}?limit=1`)).json().next as string))
}

t.test(`${requests} requests of any kind to every address of the contract`, { timeout: 3_600_000 }, async (t) => {
  const press = await bundledPress(t)
  const { keys } = press.store
  const key = keys.add('desk', noon) as string
  const drafter = keys.add('intern', noon, { scope: 'draft' }) as string
  const app = await createApp(press, { signer: signerFrom(signingKey), limits: { reads: 1e9, writes: 1e9, late: 0 } })
  t.teardown(() => app.close())
  const seen = new Map<string, number>()
  const accepted = new Set<string>()
  const began = performance.now()
  await fc.assert(
    fc.asyncProperty(
      anyRequests({ key, drafter, addresses: [...(await pagesOf(app)), ...examples, BETWEEN] }),
      async (request) => {
        const answer = await ask(app, request)
        const found = faults(request, answer)
        if (found.length > 0) throw new Error(found.join('\n'))
        const { pathname, search } = new URL(request.url as string, 'http://localhost')
        const name = `${request.method?.toLowerCase()} ${templateOf(pathname + search, request.method)} ${answer.statusCode}`
        seen.set(name, (seen.get(name) ?? 0) + 1)
        if (answer.statusCode >= 400) return
        const place = `${request.method?.toLowerCase()} ${templateOf(pathname + search, request.method)}`
        const names = [...new URLSearchParams(search).keys(), ...Object.keys(request.headers ?? {})]
        for (const parameter of names) accepted.add(`${place} ${parameter}`)
      },
    ),
    { numRuns: requests, endOnFailure: requests < 20_000 },
  )
  const seconds = (performance.now() - began) / 1000
  t.comment(`${requests} requests in ${seconds.toFixed(1)} s; release ${press.store.releases.newest()?.number}`)
  t.comment(
    [...seen]
      .sort()
      .map(([name, count]) => `${name}: ${count}`)
      .join('\n'),
  )
  for (const { method, path, operation } of operations) {
    const reached = [...seen.keys()].some((name) => name.startsWith(`${method} ${path} 2`))
    t.ok(reached, `${method} ${path} was reached, and answered well at least once`)
    const named = ((operation.parameters ?? []) as OpenAPIV3_1.ParameterObject[]).filter((one) => one.in !== 'path')
    for (const { name } of named)
      t.ok(accepted.has(`${method} ${path} ${name}`), `and with ${name}, which was accepted at least once`)
  }
  t.equal(verify(press.store), null, 'and what was published of it verifies')
})
