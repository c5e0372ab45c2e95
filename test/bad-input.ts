// What an editor, a script or an attacker may send: every answer is a precise problem, and nothing is stored.

import { Readable } from 'node:stream'
import t, { type Test } from 'tap'
import { brokenDrafts } from './fixtures/broken-drafts.ts'
import { asking } from './fixtures/contract.ts'
import { addition, claim, correction } from './fixtures/drafts.ts'
import { contentDigest, service } from './fixtures/service.ts'

const { app, press, key } = await service(t)
const before = contentDigest(press)

type Sent = { payload: object | string | Buffer; headers?: Record<string, string>; url?: string }

/** Sends to the service; whatever it answers, nothing may have been stored. */
const sender = (t: Test) => async (sent: Sent) => {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...sent.headers }
  const answer = await asking(
    t,
    app,
  )({ method: 'POST', url: sent.url ?? '/v1/releases', headers, payload: sent.payload })
  t.equal(contentDigest(press), before, 'nothing was stored')
  return { status: answer.statusCode, ...answer.json() }
}

t.test('a draft that breaks a rule is refused with the place and the value', async (t) => {
  const send = sender(t)
  for (const [payload, pointer, detail] of brokenDrafts) {
    const problem = await send({ payload })
    t.match(
      problem,
      { status: 422, type: '/problems/invalid_release', detail, instance: '/v1/releases' },
      JSON.stringify(payload).slice(0, 200),
    )
    t.strictSame(problem.errors, [{ pointer, detail }])
  }
})

t.test('every broken rule is told at once', async (t) => {
  const send = sender(t)
  const claims = [claim({ value: -1 }), claim({ source: 'nobody-2025', preferred: true })]
  const { detail, errors } = await send({ payload: { ...correction({ reason: null }), note: '', sources: 4 } })
  t.strictSame(
    errors.map(({ pointer }: { pointer: string }) => pointer),
    ['/note', '/sources', '/observations/0/reason'],
  )
  t.equal(detail, '"" is not a text of at least one character. There are 2 more problems; see errors.')
  const other = await send({ payload: { ...addition({ claims, colour: 1 }), note: 'A test.' } })
  t.ok(other.errors.length >= 2)
})

t.test('a body that is JSON and no draft is refused', async (t) => {
  const send = sender(t)
  for (const payload of ['[]', '24', 'null', 'true', '"a draft"', `[${JSON.stringify(addition())}]`]) {
    const problem = await send({ payload })
    t.match(problem, { status: 422, type: '/problems/invalid_release' })
    t.match(problem.detail, /^.+ is not an object\.$/)
    t.ok(problem.detail.startsWith(payload.slice(0, 70)), problem.detail)
  }
})

t.test('a body that is no JSON cannot be read', async (t) => {
  const send = sender(t)
  for (const payload of [
    '',
    '{"note": x}',
    '{"note": "a"',
    "{'note': 'a'}",
    '{"note":"a",}',
    '{"note":Infinity}',
    '<draft/>',
    'note: a',
    '['.repeat(500_000),
  ]) {
    t.match(
      await send({ payload }),
      { status: 400, type: '/problems/malformed_request', detail: /JSON|empty/i },
      payload.slice(0, 40),
    )
  }
})

t.test('a request without any body is told that one is missing', async (t) => {
  for (const url of ['/v1/releases', '/v1/releases?dry_run=true', '/v1/drafts']) {
    const answer = await app.inject({ method: 'POST', url, headers: { authorization: `Bearer ${key}` } })
    t.match(answer.json(), { status: 400, detail: 'The body is empty; it has to be a draft as JSON.' })
  }
})

t.test('a body that is no JSON is refused with what is wrong in it', async (t) => {
  const send = sender(t)
  t.match((await send({ payload: '{"note": x}' })).detail, /'x'|"x|position 9/)
  t.match((await send({ payload: '{"note": "a", "value": 024}' })).detail, /024|position 2[45]/)
})

t.test('a key that stands twice in one object is refused by name: nobody knows which number was meant', async (t) => {
  const send = sender(t)
  const twice = [
    ['{"note":"a","note":"b"}', 'note'],
    [JSON.stringify(addition()).replace('"value":', '"value":22,"value":'), 'value'],
    ['{"note":"{\\"","sources":[{"id":"a"},{"id":"b","i\\u0064":"c"}]}', 'id'],
  ] as const
  for (const [payload, key] of twice) {
    t.match(await send({ payload }), {
      status: 400,
      type: '/problems/malformed_request',
      detail: `The body is not JSON: the key "${key}" stands twice in one object.`,
    })
  }
})

t.test('keys that would reach into the prototype of an object are refused', async (t) => {
  const send = sender(t)
  for (const payload of [
    '{"note":"a","__proto__":{"observations":[]}}',
    '{"note":"a","constructor":{"prototype":{"x":1}}}',
    '{"note":"a","observations":[{"__proto__":{"figure":"taken"}}]}',
  ]) {
    const { status } = await send({ payload })
    t.ok([400, 422].includes(status), `${status}`)
  }
  t.equal(({} as Record<string, unknown>).x, undefined)
})

t.test('a key __proto__ is refused by name', async (t) => {
  const send = sender(t)
  t.match((await send({ payload: '{"note":"a","__proto__":{}}' })).detail, '"__proto__"')
})

t.test('words that are no well-formed Unicode are refused', async (t) => {
  const send = sender(t)
  const detail = '"\\ud800" is not well-formed Unicode.'
  t.match(await send({ payload: '{"note":"\\ud800"}' }), { status: 422, errors: [{ pointer: '/note', detail }] })
  const title = await send({
    payload: {
      note: 'A test.',
      sources: [{ id: 'ab', publisher: 'P', title: '\udfff', language: 'en', url: 'https://example.org/' }],
    },
  })
  t.match(title, {
    status: 422,
    errors: [{ pointer: '/sources/0/title', detail: '"\\udfff" is not well-formed Unicode.' }],
  })
  t.equal((await send({ payload: '{"note":"a","\\ud800":1}' })).status, 422)
})

t.test('bytes that are no UTF-8 are refused', async (t) => {
  const send = sender(t)
  const payload = Buffer.from(JSON.stringify({ ...addition(), note: 'A \u00e9.' }), 'latin1')
  t.equal((await send({ payload, url: '/v1/releases?dry_run=true' })).status, 400)
})

t.test('JSON nested more deeply than any draft is refused, wherever it stands', async (t) => {
  const send = sender(t)
  const deep = (depth: number, open: string, close: string) => `${open.repeat(depth)}1${close.repeat(depth)}`
  for (const payload of [
    `{"note":${deep(1000, '[', ']')}}`,
    `{"note":"a","observations":${deep(50_000, '[{"claims":', '}]')}}`,
    deep(1000, '{"note":', '}'),
  ]) {
    const { status, detail } = await send({ payload })
    t.ok([400, 422].includes(status), `${status}`)
    t.ok(detail.length < 300, 'the problem is not as long as the body')
  }
})

t.test('JSON nested deeper than the stack is refused, too', async (t) => {
  const send = sender(t)
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
  for (const headers of [{}, { 'idempotency-key': 'deep' }]) {
    const { status } = await send({ payload: `{"note":${deep}}`, headers })
    t.ok([400, 422].includes(status), `${status}`)
  }
})

t.test('a body larger than 1 MiB is refused with its size', async (t) => {
  const ask = asking(t, app)
  const send = sender(t)
  const payload = JSON.stringify({ note: 'x'.repeat(1024 * 1024) })
  t.match(await send({ payload }), { status: 413, detail: 'The body has 1048587 bytes; 1,048,576 are allowed.' })
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const chunks = Readable.from(['{"note":"', 'x'.repeat(1024 * 1024), '"}'])
  const streamed = await ask({ method: 'POST', url: '/v1/releases', headers, payload: chunks })
  t.match([streamed.statusCode, streamed.json().detail], [413, 'The body has too many bytes; 1,048,576 are allowed.'])
  const most = JSON.stringify({ note: 'x'.repeat(1024 * 1024 - 11) })
  t.match(
    await send({ payload: most }),
    { status: 422, detail: 'This release changes nothing.' },
    'a MiB itself is read',
  )
})

t.test('a body of another type than JSON is refused by its type', async (t) => {
  const ask = asking(t, app)
  const send = sender(t)
  const body = JSON.stringify(addition())
  for (const type of [
    'text/csv',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/yaml',
    'application/jsonx',
    '',
  ]) {
    const problem = await send({ payload: body, headers: { 'content-type': type } })
    t.match(problem, { status: 415, detail: `The body has Content-Type "${type}"; it has to be application/json.` })
  }
  const headers = { authorization: `Bearer ${key}`, 'content-length': String(body.length) }
  const untyped = await ask({ method: 'POST', url: '/v1/releases', headers, payload: body })
  t.match(
    [untyped.statusCode, untyped.json().detail],
    [415, 'The body has Content-Type ""; it has to be application/json.'],
  )
})

t.test('a body of plain text is refused by its type', async (t) => {
  const send = sender(t)
  const problem = await send({ payload: JSON.stringify(addition()), headers: { 'content-type': 'text/plain' } })
  t.match(problem, { status: 415, detail: 'The body has Content-Type "text/plain"; it has to be application/json.' })
})

t.test('what is asked for wrongly is refused by name', async (t) => {
  const ask = asking(t, app)
  for (const [url, status, detail] of [
    ['/v1/figures/heldd', 404, 'No figure "heldd" in release 2.'],
    ['/v1/figures/heldd/history', 404, 'No figure "heldd" in release 2.'],
    ['/v1/figures/heldd/observations/2025-03-05', 404, 'No figure "heldd" in release 2.'],
    ["/v1/figures/'%20OR%201=1--", 404, `No figure "' OR 1=1--" in release 2.`],
    ['/v1/figures/%00', 404, 'No figure "\\u0000" in release 2.'],
    [
      '/v1/figures?figure=heldd',
      400,
      'figure "heldd" is not a figure of release 2. The figures are listed at /v1/figures.',
    ],
    ['/v1/figures?cursor=heldd', 400, 'The cursor "heldd" is not one that /v1/figures has given.'],
    ['/v1/figures?as_of=2026-11-21', 404, 'No release had been published by 2026-11-21; release 1 was the first,'],
    ['/v1/figures?as_of=2027-01-01', 400, 'as_of "2027-01-01" is in the future;'],
    ['/v1/figures?as_of=3', 404, 'No release 3; the newest is 2.'],
    ['/v1/figures?reference_date_to=2025-02-30', 400, 'reference_date_to "2025-02-30" is not a date that exists'],
    ['/v1/sources/nobody-2025', 404, 'No source "nobody-2025" in release 2.'],
    ['/v1/releases/three', 404, 'No release "three"; the newest is 2.'],
  ] as const) {
    const { statusCode, body } = await ask(url)
    t.equal(statusCode, status, url)
    t.ok(JSON.parse(body).detail.startsWith(detail), JSON.parse(body).detail)
  }
  t.equal(contentDigest(press), before)
})

t.test('a key in a body or an Idempotency-Key is refused before it could be stored, and not repeated', async (t) => {
  const send = sender(t)
  const sent: Sent[] = [
    { payload: { ...addition(), note: `The key is ${key}.` } },
    { payload: `{"note": "${key}", broken` },
    { payload: addition(), headers: { 'idempotency-key': key } },
  ]
  for (const one of sent) {
    const { status, ...problem } = await send(one)
    t.equal(status, 400)
    t.match(problem.detail, /key.* in the header Authorization alone\.$/)
    t.notMatch(JSON.stringify(problem), key.slice(3))
  }
})
