import { Agent, get } from 'node:http'
import { Writable } from 'node:stream'
import t from 'tap'
import { type App, createApp } from '../src/app.ts'
import { operations } from './fixtures/contract.ts'
import { bundledPress } from './fixtures/press.ts'
import { service } from './fixtures/service.ts'

/** The routes an app has that are meant to be read about, as `GET /v1/figures/{figure}`. */
async function routesOf(t: Parameters<typeof bundledPress>[0]) {
  const press = await bundledPress(t)
  const routes: string[] = []
  const contract = async (app: App) => {
    app.addHook('onRoute', ({ method, url, schema }) => {
      const hidden = (schema as { hide?: boolean } | undefined)?.hide === true
      if (!hidden) routes.push(...[method].flat().map((one) => `${one} ${url.replaceAll(/:(\w+)/g, '{$1}')}`))
    })
  }
  const app = await createApp(press, { contract })
  t.teardown(() => app.close())
  await app.ready()
  return routes.sort()
}

t.test('every route is in the contract, and everything in the contract has a route', async (t) => {
  const routes = await routesOf(t)
  const documented = operations.map(({ method, path }) => `${method.toUpperCase()} ${path}`).sort()
  t.strictSame(
    routes.filter((route) => !/^(HEAD|OPTIONS) /.test(route)),
    documented,
  )
  const read = documented.filter((route) => route.startsWith('GET '))
  t.strictSame(
    routes.filter((route) => route.startsWith('HEAD ')),
    read.map((route) => route.replace('GET', 'HEAD')),
  )
  t.ok(
    documented.includes('GET /v1/figures/{figure}/observations/{reference_date}') &&
      documented.includes('POST /v1/releases'),
  )
})

t.test('two instances on one database say the same', async (t) => {
  const { app, press } = await service(t)
  const other = await createApp(press)
  t.teardown(() => other.close())
  for (const url of ['/v1/figures', '/v1/figures/taken/history.csv', '/v1/releases/1']) {
    const [one, two] = [await app.inject(url), await other.inject(url)]
    t.strictSame([one.body, one.headers.etag], [two.body, two.headers.etag])
  }
})

t.test('readers are not logged', async (t) => {
  const press = await bundledPress(t)
  const entries: string[] = []
  const stream = new Writable({
    write(entry, _, done) {
      entries.push(String(entry))
      done()
    },
  })
  const app = await createApp(press, { logger: { level: 'trace', stream } })
  t.teardown(() => app.close())
  for (const url of ['/v1/figures', '/v1/figures?asOf=1', '/nothing']) await app.inject(url)
  t.notMatch(entries.join(''), /v1|nothing|remoteAddress|127\.0\.0\.1/)
})

t.test('a release published on one instance is told by another on the same file at once', async (t) => {
  const { press, send } = await service(t)
  const other = await createApp(press)
  t.teardown(() => other.close())
  const draft = {
    note: 'A test.',
    sources: [{ id: 'a-test', publisher: 'A', title: 'A', language: 'en', url: 'https://example.org/' }],
  }
  t.equal((await send(draft)).statusCode, 201)
  t.equal((await other.inject('/v1/figures')).json().as_of.release, 3)
})

t.test('an app that is closed waits for no reader who only keeps the connection open', async (t) => {
  const press = await bundledPress(t)
  const app = await createApp(press)
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  const agent = new Agent({ keepAlive: true })
  t.teardown(() => agent.destroy())
  await new Promise<void>((resolve) =>
    get(`${address}/v1/figures`, { agent }, (answer) => answer.resume().on('end', resolve)),
  )
  await app.close()
  t.equal(app.server.listening, false)
})
