// Drafts: stored by one, looked at by others, and seen by nobody else until they are published.

import t from 'tap'
import { publish } from '../src/publish.ts'
import { draftStore } from '../src/store/drafts.ts'
import { addresses } from './fixtures/addresses.ts'
import { addition, claim, correction } from './fixtures/drafts.ts'
import { newsroom } from './fixtures/newsroom.ts'
import { bundledPress, noon } from './fixtures/press.ts'
import { contentDigest, emptyService } from './fixtures/service.ts'

t.test('a draft is stored with its changes, listed, shown whole and withdrawn', async (t) => {
  const { intern, desk } = await newsroom(t)
  const stored = await intern('POST', '/v1/drafts', correction())
  t.equal(stored.status, 201)
  t.equal(stored.headers.location, '/v1/drafts/1')
  t.equal(stored.headers['cache-control'], 'no-store')
  t.match(stored.body, {
    as_of: { release: 2 },
    id: 1,
    drafted_by: 'intern',
    drafted_at: '2026-11-22T13:30:00.000Z',
    note: 'A correction.',
    release: null,
    url: '/v1/drafts/1',
    would_be: 3,
    changes: [
      { figure: 'held_living', change_type: 'corrected', from: { display: 'about 24' }, to: { display: '23' } },
    ],
    broken: [],
  })
  t.strictSame(stored.body.draft, correction(), 'as it was sent')
  const shown = await desk('GET', '/v1/drafts/1')
  t.strictSame([shown.status, shown.headers['cache-control'], shown.body], [200, 'no-store', stored.body])
  const { as_of: _, would_be: __, changes: ___, broken: ____, draft: _____, ...listed } = stored.body
  t.strictSame((await desk('GET', '/v1/drafts')).body, { drafts: [listed] })
  t.match(await intern('DELETE', '/v1/drafts/1'), { status: 204, body: null, headers: { 'cache-control': 'no-store' } })
  t.strictSame((await desk('GET', '/v1/drafts')).body, { drafts: [] })
  t.match(await desk('GET', '/v1/drafts/1'), { status: 404, body: { detail: /^No draft "1"\./ } })
  t.equal((await intern('POST', '/v1/drafts', correction())).body.id, 2, 'its id is never given again')
})

t.test('a draft that breaks rules is refused with all of them, and nothing is stored', async (t) => {
  const { intern, press } = await newsroom(t)
  const before = contentDigest(press)
  const { status, body } = await intern('POST', '/v1/drafts', { ...correction({ reason: null }), note: '', sources: 4 })
  t.equal(status, 422)
  t.strictSame(
    body.errors.map(({ pointer }: { pointer: string }) => pointer),
    ['/note', '/sources', '/observations/0/reason'],
  )
  t.equal(contentDigest(press), before)
})

t.test('a draft is weighed anew whenever it is looked at', async (t) => {
  const { intern, press } = await newsroom(t)
  await intern('POST', '/v1/drafts', addition())
  await publish(press, addition({ reference_date: '2025-03-12' }), { by: 'desk' })
  const { body } = await intern('GET', '/v1/drafts/1')
  t.match(body, { as_of: { release: 3 }, would_be: null, changes: [], release: null })
  t.match(body.broken, [{ pointer: '/observations/0/change_type', detail: /later/ }])
})

t.test('before the first release a draft is weighed against nothing', async (t) => {
  const { send, ask, key } = await emptyService(t)
  const { statusCode, body } = await send(
    {
      note: 'A source.',
      sources: [{ id: 'ab', publisher: 'P', title: 'T', language: 'en', url: 'https://example.org' }],
    },
    {},
    '/v1/drafts',
  )
  t.equal(statusCode, 201)
  t.match(JSON.parse(body), { as_of: null, would_be: 1, changes: [] })
  const published = await ask({
    method: 'POST',
    url: '/v1/drafts/1/publish',
    headers: { authorization: `Bearer ${key}` },
  })
  t.equal(published.statusCode, 201)
})

t.test('nobody sees drafts without a key in force', async (t) => {
  const { intern, ask, press } = await newsroom(t)
  await intern('POST', '/v1/drafts', addition())
  press.store.keys.revoke('intern', noon)
  for (const [method, url] of [
    ['GET', '/v1/drafts'],
    ['GET', '/v1/drafts/1'],
    ['GET', '/v1/drafts/99'],
    ['POST', '/v1/drafts'],
    ['DELETE', '/v1/drafts/1'],
    ['POST', '/v1/drafts/1/publish'],
  ] as const) {
    const { statusCode, headers, body } = await ask({ method, url })
    t.strictSame([statusCode, headers['cache-control']], [401, 'no-store'], `${method} ${url}`)
    t.notMatch(body, 'intern')
    t.equal((await intern(method, url)).status, 401)
  }
})

t.test('an unpublished number is nowhere in public: every answer is the same as before', async (t) => {
  const { intern, ask, app } = await newsroom(t)
  const urls = await addresses(ask)
  const more = ['/', '/v1/releases/latest', '/v1/changes.atom', '/v1/figures/held_living.svg', '/health/ready']
  t.ok(urls.length > 100)
  const bodies = async () => {
    const answers = []
    for (const url of [...urls, ...more]) answers.push((await app.inject(url)).body)
    return answers
  }
  const before = await bodies()
  const wording = 'the 777777 people of the draft'
  const draft = addition({ claims: [claim({ value: 777_777, wording })] })
  t.equal((await intern('POST', '/v1/drafts', draft)).status, 201)
  const after = await bodies()
  t.ok(after.every((body, index) => body === before[index]))
  t.notOk(after.some((body) => /777.?777/.test(body)))
  const check = await ask('/v1/check?figure=held_living&value=777777')
  t.match(check.json(), { verdict: 'unknown' })
})

t.test('a draft is withdrawn by whoever stored it, or whoever may publish, and by nobody else', async (t) => {
  const { intern, desk, press } = await newsroom(t)
  await desk('POST', '/v1/drafts', addition())
  const { status, body } = await intern('DELETE', '/v1/drafts/1')
  t.strictSame([status, body.detail], [403, 'Draft 1 was stored by "desk", who may withdraw it.'])
  t.ok(press.store.drafts.one(1))
  await intern('POST', '/v1/drafts', correction())
  t.equal((await desk('DELETE', '/v1/drafts/2')).status, 204)
  t.equal((await desk('DELETE', '/v1/drafts/2')).status, 404)
})

t.test('a draft is published once, by name of who published it; who drafted it is kept', async (t) => {
  const { intern, desk, press, ask } = await newsroom(t)
  await intern('POST', '/v1/drafts', correction())
  const { status, headers, body } = await desk('POST', '/v1/drafts/1/publish')
  t.strictSame([status, headers.location, headers['cache-control']], [201, '/v1/releases/3', 'no-store'])
  t.match(body, { number: 3, published_by: 'desk', observations: [{ claims: [{ value: 23 }] }] })
  t.strictSame((await ask('/v1/releases/3')).json(), body)
  t.match((await ask('/v1/figures/held_living')).json(), { figure: { display: '23' } })
  const shown = await intern('GET', '/v1/drafts/1')
  t.match(shown.body, { drafted_by: 'intern', release: 3, would_be: null, changes: [], broken: [] })
  t.strictSame((await intern('GET', '/v1/drafts')).body, { drafts: [] })
  const before = contentDigest(press)
  const again = await desk('POST', '/v1/drafts/1/publish')
  t.match(again, { status: 409, body: { detail: 'Draft 1 was published already, as release 3.' } })
  const gone = await desk('DELETE', '/v1/drafts/1')
  t.match(gone, { status: 409, body: { detail: /^Draft 1 is published; what is published can be corrected/ } })
  t.equal(contentDigest(press), before)
})

t.test('a draft that breaks a rule by now is not published, and waits on', async (t) => {
  const { intern, desk, press } = await newsroom(t)
  await intern('POST', '/v1/drafts', addition())
  await publish(press, addition({ reference_date: '2025-03-12' }), { by: 'desk' })
  t.match(await desk('POST', '/v1/drafts/1/publish'), { status: 422, body: { errors: [{ detail: /later/ }] } })
  t.equal((await intern('GET', '/v1/drafts')).body.drafts.length, 1)
})

t.test('If-Match publishes a draft only after the release it was looked at with', async (t) => {
  const { intern, desk } = await newsroom(t)
  await intern('POST', '/v1/drafts', correction())
  const publishing = (release: number) =>
    desk('POST', '/v1/drafts/1/publish', undefined, { 'if-match': `"${release}"` })
  t.equal((await publishing(1)).status, 412)
  t.equal((await publishing(2)).status, 201)
})

t.test('with an Idempotency-Key a draft is published once and answered as often as it is asked', async (t) => {
  const { intern, desk, press } = await newsroom(t)
  await intern('POST', '/v1/drafts', correction())
  await intern('POST', '/v1/drafts', correction())
  const publishing = (id: number) =>
    desk('POST', `/v1/drafts/${id}/publish`, undefined, { 'idempotency-key': 'monday', 'if-match': '"2"' })
  const first = await publishing(1)
  const after = contentDigest(press)
  const again = await publishing(1)
  t.strictSame([first.status, again.status, again.body], [201, 201, first.body])
  t.equal(again.headers['idempotency-replayed'], 'true')
  t.match(await publishing(2), { status: 422, body: { type: '/problems/idempotency_key_reused' } }, 'another draft')
  const direct = await desk('POST', '/v1/releases', correction(), { 'idempotency-key': 'monday' })
  t.equal(direct.status, 422, 'nor are the same words, sent at once')
  t.equal(contentDigest(press), after)
})

t.test('publishing takes no body: what is published is what was stored', async (t) => {
  const { intern, desk } = await newsroom(t)
  await intern('POST', '/v1/drafts', correction())
  const { status, body } = await desk('POST', '/v1/drafts/1/publish', correction({ reason: 'Another.' }))
  t.strictSame([status, body.detail], [400, 'Draft 1 is published as it was stored; this takes no body.'])
})

t.test('what is no draft is a 404 that names it', async (t) => {
  const { desk } = await newsroom(t)
  for (const id of ['0', '01', '-1', '1e3', 'x', '9999999999', '__proto__']) {
    const detail = `No draft "${id}". The drafts that wait are listed at /v1/drafts.`
    for (const [method, rest] of [
      ['GET', ''],
      ['DELETE', ''],
      ['POST', '/publish'],
    ] as const)
      t.match(await desk(method, `/v1/drafts/${id}${rest}`), { status: 404, body: { detail } })
  }
  t.equal((await desk('GET', '/v1/drafts.csv')).status, 404)
  t.equal((await desk('DELETE', '/v1/drafts/1.json')).status, 404)
  t.match(await desk('DELETE', '/v1/drafts'), { status: 405, headers: { allow: 'GET, HEAD, POST' } })
})

t.test('a hundred drafts may wait, and no more', async (t) => {
  const { intern, press } = await newsroom(t)
  const drafted = { drafted_by: 'intern', drafted_at: noon.toISOString(), note: 'A test.', body: addition() }
  for (let count = 0; count < 99; count++) press.store.drafts.add(drafted)
  t.equal((await intern('POST', '/v1/drafts', addition())).status, 201)
  const { status, body } = await intern('POST', '/v1/drafts', addition())
  t.strictSame([status, body.detail], [409, '100 drafts wait already; publish or withdraw one of them first.'])
  t.equal((await intern('GET', '/v1/drafts')).body.drafts.length, 100)
})

t.test('a draft that was withdrawn or published between plan and append is not published', async (t) => {
  const press = await bundledPress(t)
  press.store.keys.add('intern', noon)
  const drafts = draftStore(press.store.db)
  const drafted = { drafted_by: 'intern', drafted_at: noon.toISOString(), note: 'A test.', body: correction() }
  const id = drafts.add(drafted)
  const { append } = press.log
  const late = {
    ...press,
    log: {
      ...press.log,
      append: async (...release: Parameters<typeof append>) => {
        drafts.withdraw(id)
        return append(...release)
      },
    },
  }
  await t.rejects(publish(late, correction(), { by: 'desk', storedDraft: id }), { code: 'conflict' })
  t.equal(press.store.releases.newest()?.number, 2)
})
