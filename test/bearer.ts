import t from 'tap'
import { addition } from './fixtures/drafts.ts'
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
