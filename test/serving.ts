// Answers that are ready before they are asked for, over real connections: src/http/finished.ts and serving.ts.

import { Agent, request as ask, get, type IncomingHttpHeaders } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import t, { type Test } from 'tap'
import { type App, createApp } from '../src/app.ts'
import { headlines } from '../src/http/headlines.ts'
import { preference } from '../src/http/negotiation.ts'
import { tellHeadlines } from '../src/http/serving.ts'
import { type Press, publish } from '../src/publish.ts'
import { addition, correction } from './fixtures/drafts.ts'
import { bundledPress, emptyPress } from './fixtures/press.ts'
import { smallHistory } from './fixtures/small.ts'

type Got = { status: number; headers: IncomingHttpHeaders; body: Buffer }

/** The service at a port, and how to ask it. */
async function listening(
  t: Test,
  options: Parameters<typeof createApp>[1] = {},
  before = async (_: App, __: Press) => {},
) {
  const press = await bundledPress(t)
  const app = await createApp(press, options)
  t.teardown(() => app.close())
  await before(app, press)
  await app.listen({ port: 0 })
  const { port } = app.server.address() as { port: number }
  const to = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    new Promise<Got>((resolve, reject) => {
      ask({ port, path, headers, method, agent: false }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk) => chunks.push(chunk))
        response.on('end', () => {
          const { date, connection, 'keep-alive': _, ...lasting } = response.headers
          resolve({ status: response.statusCode as number, headers: lasting, body: Buffer.concat(chunks) })
        })
      })
        .on('error', reject)
        .end()
    })
  /** How often the answers of a route were ready. */
  const ready = async (route: string, status = 200) => {
    const { body } = await to('/metrics')
    const line = new RegExp(`^http_finished_answers_total\\{route="${route}",status="${status}"\\} (\\d+)$`, 'm')
    return Number(line.exec(body.toString())?.[1] ?? 0)
  }
  return { app, press, port, to, ready }
}

const addresses = [
  '/',
  '/dashboard.css',
  '/openapi.json',
  '/docs',
  '/v1/figures',
  '/v1/figures.csv',
  '/v1/figures?limit=3&scope=all_held',
  '/v1/figures/taken',
  '/v1/figures/taken.svg',
  '/v1/figures/taken/history',
  '/v1/figures/held/history.svg',
  '/v1/figures/taken/observations/2025-03-05',
  '/v1/changes?since=1',
  '/v1/changes.atom',
  '/v1/check?figure=held_living&value=24',
  '/v1/reconciliation',
  '/v1/releases/latest',
  '/v1/releases/1',
  '/v1/sources.csv',
]

t.test('the second answer is the first, byte for byte and header for header, and was ready', async (t) => {
  const { to, app, ready } = await listening(t)
  for (const path of addresses) {
    const first = await to(path)
    const again = await to(path)
    t.strictSame(again, first, path)
    const { headers, rawPayload } = await app.inject(path)
    t.ok(rawPayload.equals(again.body), path)
    for (const name of ['etag', 'link', 'vary', 'cache-control', 'content-type', 'content-security-policy'])
      t.equal(again.headers[name], headers[name], `${path} ${name}`)
    const head = await to(path, {}, 'HEAD')
    t.strictSame([head.status, head.headers, head.body.length], [200, first.headers, 0], `HEAD ${path}`)
  }
  t.equal(await ready('/v1/changes'), 4)
})

t.test('compressed answers hold the same, and are made once somebody asks for them', async (t) => {
  const { to } = await listening(t)
  const unpack = { gzip: gunzipSync, br: brotliDecompressSync }
  const plain = await to('/v1/figures')
  for (const encoding of ['gzip', 'br'] as const) {
    const asked = { 'accept-encoding': encoding }
    for (
      let tries = 0;
      tries < 200 && (await to('/v1/figures', asked)).headers['content-encoding'] === undefined;
      tries++
    )
      await wait(10)
    const packed = await to('/v1/figures', asked)
    t.equal(packed.headers['content-encoding'], encoding)
    t.ok(packed.body.length < plain.body.length / 5)
    t.ok(unpack[encoding](packed.body).equals(plain.body))
    t.equal(packed.headers['content-length'], String(packed.body.length))
    t.not(packed.headers.etag, plain.headers.etag, 'each encoding has its own tag')
    for (const tag of [plain.headers.etag, packed.headers.etag, `"x", W/${packed.headers.etag}`, '*']) {
      const { status, body, headers } = await to('/v1/figures', { ...asked, 'if-none-match': tag as string })
      t.strictSame([status, body.length], [304, 0], `${tag}`)
      t.equal(headers['content-type'], undefined)
      t.equal(headers.etag, tag === plain.headers.etag ? tag : packed.headers.etag)
      t.equal(headers['cache-control'], plain.headers['cache-control'])
    }
  }
  t.equal((await to('/v1/figures', { 'accept-encoding': 'br;q=0, gzip;q=0.5' })).headers['content-encoding'], 'gzip')
  t.equal((await to('/v1/figures', { 'accept-encoding': 'identity' })).headers['content-encoding'], undefined)
  t.equal((await to('/v1/figures', { 'accept-encoding': 'identity;q=0' })).status, 200)
  const { headers } = await to('/v1/releases/latest', { 'accept-encoding': 'gzip' })
  t.equal(headers['content-encoding'], undefined, 'the first is told as it is')
})

t.test('readers who want different formats at one address get them', async (t) => {
  const { to } = await listening(t)
  const types = ['*/*', 'application/json', 'text/csv', 'text/html, text/csv;q=0.9, */*;q=0.1', 'application/atom+xml']
  for (const _ of [1, 2]) {
    const told = await Promise.all(types.map((accept) => to('/v1/changes', { accept })))
    t.strictSame(
      told.map(({ headers }) => String(headers['content-type']).split(';')[0]),
      ['application/json', 'application/json', 'text/csv', 'text/csv', 'application/atom+xml'],
    )
  }
  t.equal((await to('/v1/figures', { accept: 'image/png' })).status, 406)
})

t.test('one question has one answer, in whatever order it is asked', async (t) => {
  const { to, ready } = await listening(t)
  const first = await to('/v1/figures?limit=2&as_of=1')
  t.strictSame(await to('/v1/figures?as_of=1&limit=2'), first)
  t.strictSame(await to('/v1/figures?as_of=%31&&limit=2'), first)
  t.match(first.headers.link, '</v1/figures?as_of=1&limit=2>; rel="cite-as"')
  t.equal(await ready('/v1/figures'), 2)
  await to('/v1/sources')
  await to('/v1/sources?')
  t.equal(await ready('/v1/sources'), 1)
})

t.test('a large answer is packed fast rather than small', async (t) => {
  const { to } = await listening(t)
  const script = '/docs/swagger-ui-bundle.js'
  const plain = await to(script)
  const packed = async () => {
    const got = await to(script, { 'accept-encoding': 'br' })
    return got.headers['content-encoding'] === 'br' ? got.body : undefined
  }
  let body = await packed()
  for (let tries = 0; tries < 200 && body === undefined; tries++) {
    await wait(20)
    body = await packed()
  }
  t.ok(body && body.length < plain.body.length / 3 && brotliDecompressSync(body).equals(plain.body))
})

t.test('a flood of different headers costs no memory', async (t) => {
  const { to, ready } = await listening(t)
  await to('/v1/sources')
  const known = preference(['text/csv', 'application/json'])
  for (let junk = 0; junk < 3000; junk++) known(`text/csv;q=0.${junk}`)
  t.equal(known('text/csv'), known('text/csv;q=0.5'), 'those that take the same are told alike')
  t.not(known('text/csv'), known('*/*'))
  t.equal((await to('/v1/sources')).status, 200)
  t.equal(await ready('/v1/sources'), 1)
})

t.test('what is not for caches is not kept: problems, health, streams, writes', async (t) => {
  const { to, ready, port } = await listening(t)
  for (const _ of [1, 2]) {
    t.equal((await to('/v1/figures?asOf=1')).status, 400)
    t.equal((await to('/v1/figures/nothing')).status, 404)
    t.equal((await to('/health/ready')).status, 200)
    t.equal((await to(`/v1/figures?figure=taken${'&figure=taken'.repeat(90)}`)).status, 200, 'a very long address')
    t.equal((await to('/v1/figures', {}, 'POST')).status, 405)
    await new Promise<void>((resolve) => {
      const stream = get(
        { port, path: '/v1/changes', agent: false, headers: { accept: 'text/event-stream' } },
        (response) => {
          t.match(response.headers['content-type'], 'text/event-stream')
          stream.destroy()
          resolve()
        },
      )
    })
  }
  for (const route of ['/v1/figures', '/v1/figures/:figure', '/health/ready', '/v1/changes'])
    t.equal(await ready(route), 0, route)
})

t.test('a release is seen in the next answer, and what is pinned stays as it was', async (t) => {
  const { to, press } = await listening(t)
  const [before, pinned] = [await to('/v1/figures/held'), await to('/v1/figures/held?as_of=2')]
  await to('/v1/figures/held_living/history')
  await publish(press, correction(), { by: 'desk' })
  t.match(JSON.parse((await to('/v1/figures/held')).body.toString()), { as_of: { release: 3 } })
  t.strictSame(await to('/v1/figures/held?as_of=2'), pinned)
  t.not((await to('/v1/figures/held')).headers.etag, before.headers.etag)
  t.equal((await to('/v1/figures/held', { 'if-none-match': before.headers.etag as string })).status, 200)
  t.match(JSON.parse((await to('/v1/figures/held_living/history')).body.toString()), { as_of: { release: 3 } })
})

t.test(
  "another process's release is noticed within a tenth of a second, without a question to the database",
  async (t) => {
    const { to, press } = await listening(t)
    const other = await bundledPress(t, { path: press.path })
    await to('/v1/figures')
    await publish(other, addition({ reference_date: '2025-03-10' }), { by: 'elsewhere' })
    const told = async () => JSON.parse((await to('/v1/figures')).body.toString()).as_of.release
    for (let tries = 0; tries < 50 && (await told()) === 2; tries++) await wait(10)
    t.equal(await told(), 3)
    t.equal(press.log.head()?.number, 3)
  },
)

t.test('headlines are ready before anybody asks, again after a release, and whatever else is asked', async (t) => {
  const { to, press, ready } = await listening(t, { cacheBytes: 100_000 })
  await wait(500)
  await to('/v1/figures')
  await to('/v1/figures/held')
  t.equal(await ready('/v1/figures'), 1)
  t.equal(await ready('/v1/figures/:figure'), 1)
  for (let day = 1; day <= 28; day++) await to(`/v1/figures?reference_date_to=2025-02-${String(day).padStart(2, '0')}`)
  for (let junk = 0; junk < 20; junk++) await to(`/v1/figures?cursor=${junk}&x${junk}=1`)
  const { body } = await to('/metrics')
  const bytes = Number(/^finished_answers_bytes (\d+)$/m.exec(body.toString())?.[1])
  t.ok(bytes > 0 && bytes <= 100_000, `${bytes} bytes are kept`)
  await to('/v1/figures')
  t.equal(await ready('/v1/figures'), 2, 'the headline is still there')
  await publish(press, correction(), { by: 'desk' })
  await wait(500)
  await to('/v1/figures/held')
  t.equal(await ready('/v1/figures/:figure'), 2)
})

t.test('before the first release there are no headlines; after it the table comes first', async (t) => {
  const press = emptyPress(t)
  t.strictSame(headlines(press), [])
  await publish(press, smallHistory[0], { by: 'desk' })
  t.strictSame(headlines(press)[0], { url: '/v1/figures', accept: '*/*' })
})

t.test('what is told before the service listens is ready for the first who asks, and stays so', async (t) => {
  const kept: string[] = []
  const { to, ready } = await listening(t, {}, async (app, press) => {
    await publish(press, addition(), { by: 'desk' })
    await tellHeadlines(app, headlines(press).slice(0, 6))
    kept.push((await app.inject('/metrics')).body)
  })
  t.match(kept[0], /^finished_answers 6$/m, 'all are there when the telling ends')
  // Longer than until the list of headlines is made, and all of them are told once more.
  let asked = 0
  for (const until = Date.now() + 500; Date.now() < until; asked++) await to('/v1/releases/latest')
  t.equal(await ready('/v1/releases/latest'), asked)
})

t.test('a service whose figures cannot be read goes on answering the rest', async (t) => {
  const { to, press } = await listening(t)
  press.store.db.$client.exec('DROP TABLE currents')
  await wait(500)
  t.equal((await to('/v1/figures')).status, 500)
  t.equal((await to('/v1/sources')).status, 200)
})

t.test('nothing is kept when there is no room for it', async (t) => {
  const { to, ready } = await listening(t, { cacheBytes: 0 })
  const first = await to('/v1/figures')
  t.strictSame(await to('/v1/figures'), first)
  t.equal(await ready('/v1/figures'), 0)
})

t.test('what is slow is written down, and of the rest as much as was asked for; nothing of the reader', async (t) => {
  const lines: { level: number; msg: string; method: string; path: string; status: number; ms: number }[] = []
  const logger = { level: 'info', stream: { write: (line: string) => lines.push(JSON.parse(line)) } }
  const { to } = await listening(t, { logger, logShare: 1 })
  await to('/v1/figures?limit=1', { 'user-agent': 'somebody' })
  await wait(20)
  const [line] = lines.filter(({ msg }) => msg === 'GET /v1/figures')
  t.match(line, { level: 30, reqId: String, method: 'GET', path: '/v1/figures', status: 200, ms: Number })
  t.notMatch(JSON.stringify(line), /limit=1|somebody|127\.0\.0\.1|::1|remoteAddress/)

  const slow = await listening(t, { logger, slow: 0 })
  await slow.to('/v1/figures/nothing')
  await wait(20)
  const told = lines.find(({ path }) => path === '/v1/figures/nothing')
  t.match(told, { level: 40, msg: 'GET /v1/figures/nothing was slow.', status: 404 })
})

t.test('readers who never pause do not keep the service from stopping, and each is answered whole', async (t) => {
  const { app, port } = await listening(t)
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  t.teardown(() => agent.destroy())
  const lengths = new Set<number>()
  let refused = false
  const read = async () => {
    while (!refused) {
      const length = await new Promise<number>((resolve, reject) => {
        get({ port, path: '/v1/figures', agent }, (response) => {
          let bytes = 0
          response.on('data', (chunk) => {
            bytes += chunk.length
          })
          response.on('end', () => resolve(bytes))
        }).on('error', reject)
      }).catch(() => undefined)
      if (length === undefined) refused = true
      else lengths.add(length)
    }
  }
  const reading = read()
  while (lengths.size === 0) await wait(5)
  await wait(100)
  await app.close()
  await reading
  t.equal(lengths.size, 1)
})
