// Publishing over HTTP when answers are lost, when others publish too, and when both happen at once.

import t from 'tap'
import { createApp } from '../src/app.ts'
import { publish } from '../src/publish.ts'
import { verify } from '../src/store/verify.ts'
import { asking } from './fixtures/contract.ts'
import { addition, correction } from './fixtures/drafts.ts'
import { bundledPress, noon } from './fixtures/press.ts'
import { contentDigest, emptyService, service } from './fixtures/service.ts'

const onDay = (day: number) => addition({ reference_date: `2025-03-${day}` })

t.test('the same draft with the same Idempotency-Key is published once and answered twice', async (t) => {
  const { send, press } = await service(t)
  const headers = { 'idempotency-key': 'monday-1' }
  const first = await send(addition(), headers)
  const after = contentDigest(press)
  const again = await send(JSON.stringify(addition(), null, 2), headers)
  t.strictSame([first.statusCode, again.statusCode], [201, 201])
  t.strictSame([again.body, again.headers.location], [first.body, first.headers.location])
  t.strictSame([first.headers['idempotency-replayed'], again.headers['idempotency-replayed']], [undefined, 'true'])
  t.equal(contentDigest(press), after)
})

t.test('the same Idempotency-Key with another draft is refused', async (t) => {
  const { send, press } = await service(t)
  await send(onDay(10), { 'idempotency-key': 'monday-1' })
  const after = contentDigest(press)
  const { statusCode, body } = await send(onDay(11), { 'idempotency-key': 'monday-1' })
  t.equal(statusCode, 422)
  const detail = 'The Idempotency-Key "monday-1" was used for another draft, published as release 3.'
  t.match(JSON.parse(body), { type: '/problems/idempotency_key_reused', detail })
  t.equal(contentDigest(press), after)
})

t.test('an Idempotency-Key belongs to the publisher who sent it', async (t) => {
  const { send, press } = await service(t)
  const night = press.store.keys.add('night', press.now()) as string
  const headers = { 'idempotency-key': 'monday-1' }
  t.equal((await send(onDay(10), headers)).headers.location, '/v1/releases/3')
  t.equal((await send(onDay(11), { ...headers, authorization: `Bearer ${night}` })).headers.location, '/v1/releases/4')
})

t.test('an Idempotency-Key is kept for 24 hours', async (t) => {
  let clock = noon
  const { send } = await service(t, { now: () => clock })
  const headers = { 'idempotency-key': 'monday-1' }
  await send(onDay(10), headers)
  clock = new Date(noon.getTime() + 86_399_999)
  t.equal((await send(onDay(11), headers)).statusCode, 422)
  t.equal((await send(onDay(10), headers)).headers.location, '/v1/releases/3')
  clock = new Date(noon.getTime() + 86_400_001)
  t.equal((await send(onDay(11), headers)).headers.location, '/v1/releases/4')
})

t.test('a draft that was refused does not use up its Idempotency-Key', async (t) => {
  const { send } = await service(t)
  const headers = { 'idempotency-key': 'monday-1' }
  t.equal((await send(correction({ reason: null }), headers)).statusCode, 422)
  t.equal((await send(correction(), headers)).statusCode, 201)
})

t.test('If-Match publishes only after the release it names', async (t) => {
  const { send, press } = await service(t)
  const before = contentDigest(press)
  for (const [number, there] of [
    ['1', 2],
    ['3', 2],
    ['0', 2],
  ]) {
    const { statusCode, body } = await send(onDay(10), { 'if-match': `"${number}"` })
    t.equal(statusCode, 412)
    const detail = `Release ${number} is not the newest release; release ${there} is.`
    t.match(JSON.parse(body), { type: '/problems/precondition_failed', detail })
  }
  t.equal(contentDigest(press), before)
  t.equal((await send(onDay(10), { 'if-match': '"2"' })).headers.location, '/v1/releases/3')
  t.equal((await send(onDay(11), { 'if-match': '"2"' })).statusCode, 412)
  t.equal((await send(onDay(11), { 'if-match': '*' })).headers.location, '/v1/releases/4')
})

t.test('a stored answer wins over If-Match, so that a lost answer can be asked for again', async (t) => {
  const { send } = await service(t)
  const headers = { 'idempotency-key': 'monday-1', 'if-match': '"2"' }
  const first = await send(addition(), headers)
  const again = await send(addition(), headers)
  t.strictSame([again.statusCode, again.body], [201, first.body])
})

t.test('If-Match: * is not fulfilled while there is no release', async (t) => {
  const { send } = await emptyService(t)
  t.equal((await send({ note: 'The first.' }, { 'if-match': '*' })).statusCode, 412)
})

t.test('a head that moved between plan and append is a 409, and the draft can be sent again', async (t) => {
  const press = await bundledPress(t)
  const key = press.store.keys.add('desk', press.now()) as string
  let meanwhile: object | undefined = onDay(10)
  const { append } = press.log
  const crowded: typeof press.log = {
    ...press.log,
    async append(...release) {
      const other = meanwhile
      meanwhile = undefined
      if (other !== undefined) await publish(press, other, { by: 'night' })
      return append(...release)
    },
  }
  const app = await createApp({ ...press, log: crowded })
  t.teardown(() => app.close())
  const ask = asking(t, app)
  const request = {
    method: 'POST' as const,
    url: '/v1/releases',
    headers: { authorization: `Bearer ${key}` },
    payload: onDay(11),
  }
  const { statusCode, body } = await ask(request)
  t.equal(statusCode, 409)
  const detail = 'Release 3 was published by someone else meanwhile. Look at it, then send the draft again.'
  t.match(JSON.parse(body), { type: '/problems/conflict', detail })
  t.equal((await ask('/v1/releases/3')).json().published_by, 'night')
  t.equal((await ask(request)).headers.location, '/v1/releases/4')
  t.equal(verify(press.store), null)
})

/** Sends requests to a listening server, all of them before any is answered. */
async function atOnce(
  t: Parameters<typeof service>[0],
  requests: { draft: object; headers: Record<string, string> }[],
) {
  const { app, press, key } = await service(t)
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  const answers = await Promise.all(
    requests.map(async ({ draft, headers }) => {
      const response = await fetch(`${address}/v1/releases`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
        body: JSON.stringify(draft),
      })
      return { status: response.status, location: response.headers.get('location'), body: await response.text() }
    }),
  )
  return { press, answers }
}

const twelve = Array.from({ length: 12 }, (_, index) => index + 10)

t.test('of many who publish at once after the same release, exactly one does', async (t) => {
  const { press, answers } = await atOnce(
    t,
    twelve.map((day) => ({ draft: onDay(day), headers: { 'if-match': '"2"' } })),
  )
  const published = answers.filter(({ status }) => status === 201)
  t.equal(published.length, 1)
  t.ok(answers.every(({ status }) => [201, 409, 412].includes(status)))
  t.equal(press.store.releases.newest()?.number, 3)
  t.equal(published[0]?.location, '/v1/releases/3')
  t.equal(verify(press.store), null)
})

t.test('of many who publish at once on no condition, each gets a release of its own', async (t) => {
  const source = { publisher: 'A test', title: 'A test', url: 'https://example.org/', language: 'en' }
  const drafts = twelve.map((day) => ({ note: `Source ${day}.`, sources: [{ ...source, id: `test-${day}` }] }))
  const { press, answers } = await atOnce(
    t,
    drafts.map((draft) => ({ draft, headers: {} })),
  )
  t.ok(answers.every(({ status }) => [201, 409].includes(status)))
  const locations = answers.filter(({ status }) => status === 201).map(({ location }) => location)
  t.ok(locations.length > 0)
  t.equal(new Set(locations).size, locations.length)
  t.equal(press.store.releases.newest()?.number, 2 + locations.length)
  t.equal(verify(press.store), null)
})

t.test('one draft sent many times at once with one Idempotency-Key becomes one release', async (t) => {
  const { press, answers } = await atOnce(
    t,
    twelve.map(() => ({ draft: addition(), headers: { 'idempotency-key': 'monday-1' } })),
  )
  t.strictSame([...new Set(answers.map(({ status, location }) => `${status} ${location}`))], ['201 /v1/releases/3'])
  t.equal(new Set(answers.map(({ body }) => body)).size, 1)
  t.equal(press.store.releases.newest()?.number, 3)
})

t.test('a header or parameter of a publication that is not right is refused by name', async (t) => {
  const { press, send } = await service(t)
  const before = contentDigest(press)
  const refused = async (headers: Record<string, string>, query = '') => {
    const { statusCode, body } = await send(addition(), headers, `/v1/releases${query}`)
    t.equal(statusCode, 400)
    return JSON.parse(body).errors
  }
  for (const value of ['', ' ', 'a b', 'é', 'x'.repeat(256)]) {
    const wanted = { header: 'Idempotency-Key', detail: / is not 1 to 255 visible ASCII characters\.$/ }
    t.match(await refused({ 'idempotency-key': value }), [wanted])
  }
  for (const value of ['', '2', 'W/"2"', '"two"', '"1", "2"', '"-2"', '"9999999999"']) {
    const detail = `If-Match ${value.trim()} is not the number of a release in double quotes.`
    t.strictSame(await refused({ 'if-match': value }), [{ header: 'If-Match', detail }])
  }
  for (const [parameter, value, detail] of [
    ['dry_run', 'yes', 'dry_run "yes" is not one of true, false.'],
    ['dry_run', '', 'dry_run "" is not one of true, false.'],
    ['dryrun', 'true', 'Unknown parameter "dryrun"; the nearest is "dry_run".'],
    ['as_of', '1', 'Unknown parameter "as_of"; this address takes dry_run.'],
  ]) {
    t.match(await refused({}, `?${parameter}=${value}`), [{ parameter, detail }])
  }
  t.equal(contentDigest(press), before)
  t.equal((await send(addition(), { 'idempotency-key': 'x'.repeat(255) })).statusCode, 201)
})
