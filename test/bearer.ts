import t from 'tap'
import { asking } from './fixtures/contract.ts'
import { addition } from './fixtures/drafts.ts'
import { noon } from './fixtures/press.ts'
import { contentDigest, service } from './fixtures/service.ts'

const needed = 'This needs a key, sent as "Authorization: Bearer KEY".'
const unknown = 'This key is not in force: it is not known here, has expired or was revoked.'

t.test('nothing is published without a key in force', async (t) => {
  const { press, ask, key } = await service(t)
  const revoked = press.store.keys.add('night', press.now()) as string
  press.store.keys.revoke('night', press.now())
  const expired = press.store.keys.add('day', press.now(), { expires_on: '2026-11-21' })
  const before = contentDigest(press)
  const attempts: [string | undefined, string][] = [
    [undefined, needed],
    ['', needed],
    ['Bearer', needed],
    ['Bearer ', needed],
    [key, needed],
    [`Basic ${Buffer.from(`desk:${key}`).toString('base64')}`, needed],
    [`Bearer ${key} ${key}`, needed],
    [`Token ${key}`, needed],
    ['Bearer hf_nobody', unknown],
    [`Bearer ${key.slice(0, -1)}`, unknown],
    [`Bearer ${key.toUpperCase()}`, unknown],
    ['Bearer desk', unknown],
    ["Bearer ' OR ''='", needed],
    ["Bearer '||(1=1)||'", unknown],
    [`Bearer ${revoked}`, unknown],
    [`Bearer ${expired}`, unknown],
  ]
  for (const [authorization, detail] of attempts) {
    const headers = authorization === undefined ? {} : { authorization }
    const { statusCode, body } = await ask({ method: 'POST', url: '/v1/releases', headers, payload: addition() })
    t.strictSame([statusCode, JSON.parse(body).detail], [401, detail], `Authorization: ${authorization}`)
    t.match(JSON.parse(body), { type: '/problems/unauthorized' })
    t.notMatch(body, key)
  }
  t.equal(contentDigest(press), before)
})

t.test('the name of the scheme is read in any case, as RFC 9110 has it', async (t) => {
  const { ask, key } = await service(t)
  for (const authorization of [`bearer ${key}`, `BEARER  ${key}`]) {
    const url = '/v1/releases?dry_run=true'
    t.equal((await ask({ method: 'POST', url, headers: { authorization }, payload: addition() })).statusCode, 200)
  }
})

t.test('who may not publish is told so before the body is read', async (t) => {
  const { ask } = await service(t)
  const headers = { 'content-type': 'application/json' }
  for (const payload of ['{ this is not JSON', ' '.repeat(2 * 1024 * 1024), '']) {
    t.equal((await ask({ method: 'POST', url: '/v1/releases', headers, payload })).statusCode, 401)
  }
})

t.test('a revoked key publishes no more from that moment on, and another still does', async (t) => {
  const { press, send } = await service(t)
  const night = press.store.keys.add('night', press.now()) as string
  const bearer = { authorization: `Bearer ${night}` }
  t.equal((await send(addition(), bearer)).statusCode, 201)
  press.store.keys.revoke('night', press.now())
  const later = addition({ reference_date: '2025-03-11' })
  t.equal((await send(later, bearer)).statusCode, 401)
  t.equal((await send(later)).statusCode, 201)
})

t.test('a release tells the name of the key it was published with, never the key', async (t) => {
  const { ask, send, key } = await service(t)
  const { body } = await send(addition())
  t.equal(JSON.parse(body).published_by, 'desk')
  for (const url of ['/v1/releases', '/v1/releases/3', '/v1/releases/latest', '/v1/figures']) {
    t.notMatch((await ask(url)).body, key)
  }
})

t.test('a 401 names the scheme to use, as RFC 9110 (11.6.1) requires', async (t) => {
  const { ask } = await service(t)
  const { statusCode, headers } = await ask({ method: 'POST', url: '/v1/releases', payload: addition() })
  t.strictSame([statusCode, headers['www-authenticate']], [401, 'Bearer'])
})

t.test(
  'after ten wrong keys an address waits, even with a right one; others do not, and asking without a key is no guess',
  async (t) => {
    let clock = noon
    const { app, key, press } = await service(t, { now: () => clock, limits: { reads: 0, writes: 1_000, late: 0 } })
    const ask = asking(t, app)
    const send = (authorization: string | undefined, remoteAddress = '192.0.2.1') => {
      const headers = authorization === undefined ? {} : { authorization }
      const url = '/v1/releases?dry_run=true'
      return ask({ method: 'POST', url, headers, remoteAddress, payload: addition() })
    }
    for (let count = 0; count < 30; count++) t.equal((await send(undefined)).statusCode, 401)
    for (let count = 0; count < 10; count++) t.equal((await send(`Bearer hf_guess${count}`)).statusCode, 401)
    const before = contentDigest(press)
    for (const authorization of ['Bearer hf_guess', `Bearer ${key}`]) {
      const { statusCode, headers, body } = await send(authorization)
      t.strictSame([statusCode, headers['retry-after']], [429, '60'])
      t.match(JSON.parse(body), {
        type: '/problems/rate_limited',
        detail: 'Too many keys that are not in force came from your address; try again in 60 s.',
      })
    }
    t.equal(contentDigest(press), before)
    t.equal((await send(undefined)).statusCode, 401, 'who sends no key is told that one is needed')
    t.equal((await send(`Bearer ${key}`, '192.0.2.2')).statusCode, 200)
    t.equal((await ask({ url: '/v1/figures', remoteAddress: '192.0.2.1' })).statusCode, 200, 'reading goes on')
    clock = new Date(noon.getTime() + 60_000)
    t.equal((await send(`Bearer ${key}`)).statusCode, 200)
  },
)

t.test('using a key notes when, and reading what is published notes nothing', async (t) => {
  const { press, ask, send } = await service(t)
  for (const url of ['/v1/figures', '/v1/releases/latest']) await ask(url)
  t.match(press.store.keys.list(), [{ name: 'desk', last_used_at: null }])
  await send(addition(), {}, '/v1/releases?dry_run=true')
  t.match(press.store.keys.list(), [{ name: 'desk', last_used_at: noon.toISOString() }])
})
