// How often one client may have something made for it, and what happens when more is asked than can be done.

import { connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { createApp } from '../src/app.ts'
import { asking } from './fixtures/contract.ts'
import { addition } from './fixtures/drafts.ts'
import { bundledPress } from './fixtures/press.ts'
import { service } from './fixtures/service.ts'

const limits = { reads: 3, writes: 2, late: 0 }
const one = { remoteAddress: '192.0.2.1' }

const told = ({ statusCode, headers }: { statusCode: number; headers: Record<string, unknown> }) => [
  statusCode,
  ...['ratelimit-limit', 'ratelimit-remaining', 'retry-after'].map((name) => headers[name]),
]

t.test('a client may have so many answers made in a minute; then it waits, and no other does', async (t) => {
  const { app, ask, press } = await service(t, { limits })
  for (const remaining of ['2', '1', '0']) {
    t.strictSame(told(await ask({ url: `/v1/figures?limit=${remaining}1`, ...one })), [200, '3', remaining, undefined])
  }
  const refused = await ask({ url: '/v1/figures?limit=7', ...one })
  t.strictSame(told(refused), [429, '3', '0', '60'])
  t.match(JSON.parse(refused.body), {
    type: '/problems/rate_limited',
    detail: 'Your address sent more than 3 reads that were not ready within a minute; try again in 60 s.',
  })
  t.match(refused.headers['access-control-expose-headers'], 'RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset')
  t.equal((await app.inject({ url: '/v1/nothing', ...one })).statusCode, 429, 'nor may it look for what is not there')
  t.equal((await ask({ url: '/v1/figures?limit=7', remoteAddress: '192.0.2.2' })).statusCode, 200)
  for (const url of ['/health/live', '/health/ready', '/metrics'])
    t.strictSame(told(await ask({ url, ...one })), [200, undefined, undefined, undefined], url)

  const publish = (to: object) => ask({ method: 'POST', url: '/v1/releases', payload: addition(), ...to })
  t.strictSame(told(await publish(one)), [401, '2', '1', undefined])
  t.equal((await publish(one)).statusCode, 401)
  const many = await publish(one)
  t.strictSame(told(many), [429, '2', '0', '60'])
  t.match(JSON.parse(many.body).detail, 'Your address sent more than 2 writes within a minute')
  t.equal(press.store.releases.newest()?.number, 2)
})

t.test('an answer that is ready costs nothing, and says nothing of limits', async (t) => {
  const app = await createApp(await bundledPress(t), { limits })
  t.teardown(() => app.close())
  await app.listen({ port: 0 })
  const { port } = app.server.address() as { port: number }
  const answers = []
  for (let count = 0; count < 20; count++) answers.push(await fetch(`http://localhost:${port}/v1/figures?limit=1`))
  t.ok(answers.every(({ status }) => status === 200))
  t.equal(answers.filter(({ headers }) => headers.has('ratelimit-remaining')).length, 1)
})

t.test('whose word on the address is taken is said, and nobody else is believed', async (t) => {
  const press = await bundledPress(t)
  const from = async (trustProxy: string[], remoteAddress: string, forwarded: string[]) => {
    const app = await createApp(press, { limits: { reads: 1, writes: 0, late: 0 }, trustProxy })
    t.teardown(() => app.close())
    const statuses = []
    for (const [turn, client] of forwarded.entries()) {
      const headers = { 'x-forwarded-for': client }
      statuses.push((await app.inject({ url: `/v1/figures?limit=${turn + 1}`, remoteAddress, headers })).statusCode)
    }
    return statuses
  }
  const clients = ['198.51.100.1', '198.51.100.2', '198.51.100.2']
  t.strictSame(await from([], '10.0.0.1', clients), [200, 429, 429])
  t.strictSame(await from(['10.0.0.0/8'], '10.0.0.1', clients), [200, 200, 429])
  t.strictSame(await from(['10.0.0.0/8'], '192.0.2.1', clients), [200, 429, 429])
  const spoofed = ['1.1.1.1, 198.51.100.1', '2.2.2.2, 198.51.100.1']
  t.strictSame(await from(['10.0.0.1'], '10.0.0.1', spoofed), [200, 429], 'what the client itself sent is no proof')
})

t.test('a client that hangs up in the middle of a request is gone, and what is no request is told so', async (t) => {
  const app = await createApp(await bundledPress(t))
  t.teardown(() => app.close())
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as { port: number }
  const open = () => new Promise<number>((resolve) => app.server.getConnections((_, count) => resolve(count)))
  const socket = connect(port, '127.0.0.1', () => socket.write('GET /v1/figures HTTP/1.1\r\nHost: a\r\n'))
  socket.on('error', () => {})
  for (let tries = 0; tries < 100 && (await open()) === 0; tries++) await wait(10)
  t.equal(await open(), 1)
  await wait(50)
  socket.resetAndDestroy()
  for (let tries = 0; tries < 100 && (await open()) > 0; tries++) await wait(10)
  t.equal(await open(), 0)

  const answer = await new Promise<string>((resolve) => {
    let got = ''
    const other = connect(port, '127.0.0.1', () => other.write('hello\r\n\r\n'))
    other.on('data', (chunk) => {
      got += chunk
    })
    other.on('close', () => resolve(got))
  })
  t.match(answer, /^HTTP\/1\.1 400 The request cannot be read\r\n/)
  t.equal((await fetch(`http://127.0.0.1:${port}/v1/figures`)).status, 200)
})

/** Keeps the process from answering to anything. */
function block(milliseconds: number) {
  for (const until = performance.now() + milliseconds; performance.now() < until; );
}

async function overloaded(t: Test) {
  const app = await createApp(await bundledPress(t), { limits: { reads: 0, writes: 0, late: 1_000 } })
  t.teardown(() => app.close())
  const ask = asking(t, app)
  await ask('/v1/figures')
  for (let turn = 0; turn < 30 && (await ask('/v1/figures')).statusCode === 200; turn++) {
    block(3_500)
    await wait(10)
  }
  return ask
}

t.test('a service with more to do than it can refuses new work, says how it is, and recovers', async (t) => {
  const ask = await overloaded(t)
  const { statusCode, headers, body } = await ask('/v1/figures/held')
  t.strictSame([statusCode, headers['retry-after']], [503, '5'])
  t.match(JSON.parse(body), {
    type: '/problems/overloaded',
    detail: 'More is asked than can be answered at the moment.',
  })
  for (const url of ['/health/live', '/health/ready', '/metrics']) t.equal((await ask(url)).statusCode, 200, url)
  t.equal(JSON.parse((await ask('/health/ready')).body).publishing_trouble, null)
  let status = 503
  for (let turn = 0; turn < 50 && status === 503; turn++) {
    await wait(100)
    status = (await ask('/v1/figures/held')).statusCode
  }
  t.equal(status, 200)
})
