import { Writable } from 'node:stream'
import t from 'tap'
import { createApp } from '../src/app.ts'
import { problems } from '../src/http/problems.ts'
import { asking } from './fixtures/contract.ts'
import { addition } from './fixtures/drafts.ts'
import { bundledPress } from './fixtures/press.ts'
import { contentDigest, service } from './fixtures/service.ts'

const { app } = await service(t)

t.test('every kind of problem is explained at the address that is its type', async (t) => {
  const ask = asking(t, app)
  const codes = Object.keys(problems)
  t.ok(codes.length >= 14)
  for (const [code, { status, title, explanation }] of Object.entries(problems)) {
    const { statusCode, body } = await ask(`/problems/${code}`)
    t.equal(statusCode, 200)
    t.strictSame(JSON.parse(body), { code, status, title, explanation })
    t.match(title, /^[A-Z][^.]+$/)
    t.match(explanation, /^[A-Z`].*\.$/)
    t.ok(status >= 400 && status < 600)
  }
})

t.test('a kind of problem that does not exist is a 404 that lists those that do', async (t) => {
  const ask = asking(t, app)
  for (const code of ['nothing', '__proto__', 'toString', 'hasOwnProperty']) {
    const { statusCode, body } = await ask(`/problems/${code}`)
    t.equal(statusCode, 404)
    t.match(
      JSON.parse(body).detail,
      `No problem has the code "${code}"; there are malformed_request, invalid_parameter, `,
    )
  }
})

t.test('a problem document says what was wrong, where, and what was asked', async (t) => {
  const ask = asking(t, app)
  const { statusCode, headers, body } = await ask('/v1/figures?population=eu&limit=0')
  t.equal(statusCode, 400)
  t.match(headers['content-type'], /^application\/problem\+json(;|$)/)
  t.equal(headers['cache-control'], 'no-store')
  t.equal(headers.etag, undefined)
  t.strictSame(JSON.parse(body), {
    type: '/problems/invalid_parameter',
    title: 'A parameter is not right',
    status: 400,
    detail: 'population "eu" is not one of all, us. limit "0" is not a whole number from 1 to 1000.',
    instance: '/v1/figures?population=eu&limit=0',
    errors: [
      { parameter: 'population', detail: 'population "eu" is not one of all, us.' },
      { parameter: 'limit', detail: 'limit "0" is not a whole number from 1 to 1000.' },
    ],
  })
})

t.test('an address that no route has is a 404 that says where to look', async (t) => {
  const ask = asking(t, app)
  for (const url of [
    '/nothing',
    '/v1',
    '/v1/',
    '/v1/figure',
    '/v1/figures/taken/histories',
    '/v2/figures',
    '/v1/figures//history/',
  ]) {
    const { statusCode, body } = await ask(url)
    t.equal(statusCode, 404, url)
    t.match(JSON.parse(body), {
      type: '/problems/not_found',
      instance: url,
      detail: `There is nothing at ${url}. The contract of this service is at /openapi.json, its documentation at /docs.`,
      errors: [],
    })
  }
  const long = `/${'a'.repeat(300)}`
  const { detail } = (await ask(long)).json()
  t.match(detail, `There is nothing at ${long.slice(0, 199)}…. The contract`)
})

t.test('a method that an address does not take is a 405 that names those it takes', async (t) => {
  const ask = asking(t, app)
  for (const [method, url, allow] of [
    ['DELETE', '/v1/figures', 'GET, HEAD'],
    ['PUT', '/v1/figures/taken', 'GET, HEAD'],
    ['POST', '/v1/figures/taken/history', 'GET, HEAD'],
    ['PATCH', '/v1/figures/taken/observations/2025-03-05', 'GET, HEAD'],
    ['DELETE', '/v1/releases/1', 'GET, HEAD'],
    ['PUT', '/v1/releases?dry_run=true', 'GET, HEAD, POST'],
    ['POST', '/health/live', 'GET, HEAD'],
  ] as const) {
    const { statusCode, headers, body } = await ask({ method, url })
    t.strictSame([statusCode, headers.allow], [405, allow], `${method} ${url}`)
    t.match(JSON.parse(body), {
      type: '/problems/method_not_allowed',
      detail: new RegExp(`^${method} cannot be done at .*; ${allow} can\\.$`),
    })
  }
})

t.test('an address that is not well-formed is a 400 that shows it', async (t) => {
  const { statusCode, headers, body } = await app.inject('/v1/figures/%E0%A4%A')
  t.equal(statusCode, 400)
  t.match(headers['content-type'], 'application/problem+json')
  t.match(JSON.parse(body), {
    type: '/problems/malformed_request',
    detail: "'/v1/figures/%E0%A4%A' is not a valid url component.",
  })
})

t.test('a mistake of ours is logged with its cause, and the reader is told nothing of the inside', async (t) => {
  const press = await bundledPress(t)
  const entries: { msg: string; reqId: string; err?: { stack: string } }[] = []
  const stream = new Writable({
    write(entry, _, done) {
      entries.push(JSON.parse(String(entry)))
      done()
    },
  })
  const broken = await createApp(press, { logger: { level: 'info', stream } })
  t.teardown(() => broken.close())
  const ask = asking(t, broken)
  press.store.db.$client.exec('DROP TRIGGER revisions_refuses_update; DROP TRIGGER revisions_refuses_delete')
  press.store.db.$client.exec('ALTER TABLE revisions RENAME COLUMN qualifier TO hedge')
  for (const url of ['/v1/figures', '/v1/figures/taken/history.csv', '/v1/sources/nyt-2025-03-05']) {
    entries.length = 0
    const { statusCode, headers, body } = await ask(url)
    t.equal(statusCode, 500)
    t.equal(headers['cache-control'], 'no-store')
    const [entry] = entries
    t.match(entry?.err?.stack, /no such column: /, 'the cause is in the log')
    const detail = `Something went wrong here; the id of the request is ${entry?.reqId}.`
    t.match(JSON.parse(body), { type: '/problems/internal', detail, errors: [] })
    t.notMatch(body, /SQL|column|qualifier|node_modules|\.ts/)
  }
})

t.test('a database that cannot be written is a 503 that says when to try again, and nothing is stored', async (t) => {
  const { press, send, ask } = await service(t)
  const before = contentDigest(press)
  press.store.db.$client.pragma('query_only = ON')
  const { statusCode, headers, body } = await send(addition())
  t.strictSame([statusCode, headers['retry-after']], [503, '5'])
  t.match(JSON.parse(body), {
    type: '/problems/unavailable',
    detail: 'The database can be read and not written. Nothing was stored.',
  })
  t.notMatch(body, /SQLITE|readonly/)
  t.equal((await ask('/v1/figures')).statusCode, 200, 'readers are still served')
  t.equal(contentDigest(press), before)
})
