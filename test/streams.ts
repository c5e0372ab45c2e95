import { get, type IncomingMessage } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { createApp } from '../src/app.ts'
import { localLog } from '../src/log/local.ts'
import { publish } from '../src/publish.ts'
import { migrateDatabase, openDatabase } from '../src/store/database.ts'
import { openStore } from '../src/store/store.ts'
import { addition, correction } from './fixtures/drafts.ts'
import { bundledApp, bundledPress, migrations } from './fixtures/press.ts'

async function listening(t: Test) {
  const service = await bundledApp(t)
  await service.app.listen({ port: 0 })
  const { port } = service.app.server.address() as { port: number }
  const listen = (query = '', headers: Record<string, string> = {}) =>
    listenTo({ port, path: `/v1/changes${query}`, headers })
  return { ...service, port, listen }
}

/** A reader of server-sent events: the ids and data it was sent so far, as the HTML standard has it read. */
async function listenTo(options: { port: number; path: string; headers: Record<string, string> }) {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get({ ...options, agent: false, headers: { accept: 'text/event-stream', ...options.headers } }, resolve).on(
      'error',
      reject,
    )
  })
  let text = ''
  response.setEncoding('utf8').on('data', (chunk) => {
    text += chunk
  })
  const blocks = () => text.split('\n\n').slice(0, -1)
  const ids = () =>
    blocks().flatMap(
      (block) =>
        block
          .match(/^id: (\d+)$/m)
          ?.slice(1)
          .map(Number) ?? [],
    )
  const events = () =>
    blocks().flatMap(
      (block) =>
        block
          .match(/^data: (.*)$/m)
          ?.slice(1)
          .map((data) => JSON.parse(data)) ?? [],
    )
  const until = async (condition: () => boolean) => {
    for (let tries = 0; !condition() && tries < 500; tries++) await wait(10)
    return condition()
  }
  return { response, ids, events, until, text: () => text, ended: () => response.readableEnded || response.destroyed }
}

const day = (number: number) => addition({ reference_date: `2025-03-${String(10 + number)}` })

t.test('a stream begins after the newest release and tells each one as it is published', async (t) => {
  const { press, listen } = await listening(t)
  const stream = await listen()
  t.match(stream.response.headers, {
    'content-type': 'text/event-stream; charset=utf-8',
    'access-control-allow-origin': '*',
    'cache-control': 'no-store',
  })
  await publish(press, correction(), { by: 'desk' })
  t.ok(await stream.until(() => stream.ids().length === 1))
  t.match(stream.events(), [
    {
      as_of: { release: 3 },
      note: 'A correction.',
      more: null,
      changes: [{ figure: 'held_living', to: { display: '23' } }],
    },
  ])
  stream.response.destroy()
})

t.test(
  'a reader who was cut off goes on where it was, without gap or duplicate, through a storm of publishing',
  async (t) => {
    const { press, listen } = await listening(t)
    const first = await listen('?since=1')
    for (let number = 0; number < 10; number++) await publish(press, day(number), { by: 'desk' })
    await first.until(() => first.ids().length >= 4)
    first.response.destroy()
    const seen = first.ids()
    for (let number = 10; number < 20; number++) await publish(press, day(number), { by: 'desk' })
    const second = await listen('', { 'last-event-id': String(seen.at(-1)) })
    t.ok(await second.until(() => second.ids().at(-1) === 22))
    t.same(
      [...seen, ...second.ids()],
      Array.from({ length: 21 }, (_, index) => index + 2),
    )
    second.response.destroy()
  },
)

t.test('a release published by another process is told too', async (t) => {
  const { press, listen } = await listening(t)
  const stream = await listen()
  const db = openDatabase(press.path)
  t.teardown(() => db.$client.close())
  migrateDatabase(db, migrations)
  const store = openStore(db)
  await publish({ store, log: localLog(store, press.now), now: press.now }, correction(), { by: 'other' })
  t.ok(await stream.until(() => stream.ids().at(-1) === 3))
  stream.response.destroy()
})

t.test('a stream of one figure moves on silently past releases that do not touch it', async (t) => {
  const { press, listen } = await listening(t)
  const stream = await listen('?figure=held_bodies')
  await publish(press, correction(), { by: 'desk' })
  t.ok(await stream.until(() => stream.ids().at(-1) === 3))
  t.same(stream.events(), [])
  stream.response.destroy()
})

t.test('a release that changes no number is told too', async (t) => {
  const { press, listen } = await listening(t)
  const stream = await listen()
  const source = {
    id: 'example-1',
    publisher: 'Example',
    title: 'A title',
    url: 'https://example.org/',
    language: 'en',
  }
  await publish(press, { note: 'A source alone.', sources: [source] }, { by: 'desk' })
  t.ok(await stream.until(() => stream.ids().at(-1) === 3))
  t.match(stream.events(), [{ note: 'A source alone.', changes: [] }])
  stream.response.destroy()
})

t.test('a thousand readers hear of a release, and every stream ends when the service stops', async (t) => {
  const { app, press, listen } = await listening(t)
  const streams = await Promise.all(Array.from({ length: 1000 }, () => listen()))
  await publish(press, correction(), { by: 'desk' })
  const heard = await Promise.all(streams.map((stream) => stream.until(() => stream.ids().at(-1) === 3)))
  t.equal(heard.filter(Boolean).length, 1000)
  await app.close()
  const ended = await Promise.all(streams.map((stream) => stream.until(stream.ended)))
  t.equal(ended.filter(Boolean).length, 1000)
})

t.test('a reader who is slow is waited for, misses nothing, and a large release names where its rest is', async (t) => {
  const { press, listen } = await listening(t)
  const stream = await listen()
  stream.response.pause()
  const day = (offset: number) => new Date(Date.parse('1990-01-01') + offset * 86_400_000).toISOString().slice(0, 10)
  for (let release = 0; release < 6; release++) {
    const observations = Array.from({ length: 1001 }, (_, index) => ({
      ...addition().observations[0],
      reference_date: day(release * 1001 + index),
      change_type: 'backfilled',
    }))
    await publish(press, { note: 'Many days.', observations }, { by: 'desk' })
  }
  await wait(200)
  stream.response.resume()
  t.ok(await stream.until(() => stream.ids().at(-1) === 8))
  t.same(stream.ids(), [3, 4, 5, 6, 7, 8])
  t.match(stream.events()[0], { more: '/v1/changes?since=2&as_of=3' })
  t.equal(stream.events()[0].changes.length, 1000)
  stream.response.destroy()
})

t.test('a silent stream says that it is still there', async (t) => {
  const press = await bundledPress(t)
  const app = await createApp(press, { heartbeat: 20 })
  t.teardown(() => app.close())
  await app.listen({ port: 0 })
  const { port } = app.server.address() as { port: number }
  const stream = await listenTo({ port, path: '/v1/changes', headers: {} })
  t.ok(await stream.until(() => stream.text().includes(': still here\n\n: still here\n\n')))
  stream.response.pause()
  const observations = Array.from({ length: 1000 }, (_, index) => ({
    ...addition().observations[0],
    reference_date: new Date(Date.parse('2010-01-01') + index * 86_400_000).toISOString().slice(0, 10),
    change_type: 'backfilled',
  }))
  for (let year = 0; year < 5; year++) {
    const later = observations.map((one) => ({
      ...one,
      reference_date: `${Number(one.reference_date.slice(0, 4)) - 10 * year}${one.reference_date.slice(4)}`,
    }))
    await publish(
      press,
      { note: 'Many days.', observations: later.filter(({ reference_date }) => !reference_date.endsWith('-02-29')) },
      { by: 'desk' },
    )
  }
  await wait(200)
  stream.response.resume()
  t.ok(await stream.until(() => stream.ids().at(-1) === 7))
  stream.response.destroy()
})

t.test('what a stream cannot do is a problem', async (t) => {
  const { app } = await listening(t)
  const ask = (url: string, headers: Record<string, string> = {}) =>
    app.inject({ url, headers: { accept: 'text/event-stream', ...headers } })
  for (const [url, header, detail] of [
    [
      '/v1/changes?as_of=1',
      '',
      'A stream goes on for ever: it has no as_of, limit or cursor. It takes since, figure and change_type.',
    ],
    ['/v1/changes', '99', 'Last-Event-ID "99" is not the number of a release; the newest is 2.'],
    ['/v1/changes', 'x', 'Last-Event-ID "x" is not the number of a release; the newest is 2.'],
  ] as const) {
    const answer = await ask(url, header === '' ? {} : { 'last-event-id': header })
    t.equal(answer.statusCode, 400)
    t.equal(answer.json().detail, detail)
  }
  t.equal((await ask('/v1/changes.csv')).headers['content-type'], 'text/csv; charset=utf-8; header=present')
})

t.test('whoever asks for the headers of a stream alone has them at once, and listens to nothing', async (t) => {
  const { app, port } = await listening(t)
  const address = `http://localhost:${port}`
  const answer = await fetch(`${address}/v1/changes`, {
    method: 'HEAD',
    headers: { accept: 'text/event-stream' },
    signal: AbortSignal.timeout(5_000),
  })
  t.equal(answer.status, 200)
  t.equal(answer.headers.get('content-type'), 'text/event-stream; charset=utf-8')
  t.match((await app.inject('/metrics')).body, /^stream_listeners 0$/m)
})
