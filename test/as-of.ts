import t from 'tap'
import { createApp } from '../src/app.ts'
import { publish } from '../src/publish.ts'
import { addresses } from './fixtures/addresses.ts'
import { asking, operations } from './fixtures/contract.ts'
import { addition, claim, correction } from './fixtures/drafts.ts'
import { emptyPress, noon } from './fixtures/press.ts'
import { emptyService, service } from './fixtures/service.ts'

const shared = await service(t)

/** The release an answer about `as_of` was drawn from, or its status and detail. */
const drawnFrom = (ask: ReturnType<typeof asking>) => async (as_of: string) => {
  const answer = await ask(`/v1/figures/held_living?as_of=${encodeURIComponent(as_of)}`)
  return answer.statusCode === 200 ? answer.json().as_of.release : [answer.statusCode, answer.json().detail]
}

t.test('as_of is the number of a release', async (t) => {
  const release = drawnFrom(asking(t, shared.app))
  t.equal(await release('1'), 1)
  t.equal(await release('2'), 2)
  t.strictSame(await release('3'), [404, 'No release 3; the newest is 2.'])
  t.strictSame(await release('0'), [404, 'No release 0; the newest is 2.'])
  t.strictSame(await release('999999999'), [404, 'No release 999999999; the newest is 2.'])
})

t.test('as_of is an instant: the newest release published by then', async (t) => {
  const release = drawnFrom(asking(t, shared.app))
  t.equal(await release('2026-11-22T12:00:00Z'), 1)
  t.equal(await release('2026-11-22T12:29:59.999Z'), 1)
  t.equal(await release('2026-11-22T12:30:00.000Z'), 2)
  t.equal(await release('2026-11-22T12:30Z'), 2)
  t.equal(await release('2026-11-22T13:30:00Z'), 2, 'now is not in the future')
})

t.test('as_of is a day: the newest release by the end of it, in UTC', async (t) => {
  let clock = noon
  const { press, ask } = await service(t, { now: () => clock })
  const release = drawnFrom(ask)
  t.equal(await release('2026-11-22'), 2, 'today is allowed')
  clock = new Date('2026-11-23T23:59:59.999Z')
  await publish(press, addition(), { by: 'desk' })
  clock = new Date('2026-11-25T00:00:00Z')
  t.strictSame([await release('2026-11-22'), await release('2026-11-23'), await release('2026-11-24')], [2, 3, 3])
})

t.test('a day or an instant that has not come is refused', async (t) => {
  const release = drawnFrom(asking(t, shared.app))
  for (const as_of of ['2026-11-23', '2026-11-22T13:30:00.001Z', '2099-01-01']) {
    t.strictSame(await release(as_of), [400, `as_of "${as_of}" is in the future; it is now 2026-11-22T13:30:00.000Z.`])
  }
})

t.test('before the first release nothing had been published', async (t) => {
  const release = drawnFrom(asking(t, shared.app))
  for (const as_of of ['2026-11-21', '0001-01-01', '2026-11-22T11:59:59.999Z']) {
    const detail = `No release had been published by ${as_of}; release 1 was the first, at 2026-11-22T12:00:00.000Z.`
    t.strictSame(await release(as_of), [404, detail])
  }
})

t.test('as_of that is neither number, day nor instant is refused by name', async (t) => {
  const release = drawnFrom(asking(t, shared.app))
  for (const as_of of [
    '',
    'latest',
    'now',
    '-1',
    '1.5',
    ' 1',
    '1234567890',
    '2026-11',
    '2026-02-30',
    '2026-11-22T12:30:00',
    '2026-11-22T12:30:00+02:00',
    '2026-11-22T25:00:00Z',
    '2026-11-22 12:30:00Z',
    "1' OR '1'='1",
  ]) {
    const wanted = 'is not a release number, a date (YYYY-MM-DD) or an instant (YYYY-MM-DDTHH:MM:SSZ).'
    t.strictSame(await release(as_of), [400, `as_of ${JSON.stringify(as_of)} ${wanted}`])
  }
})

t.test('before anything is published, every reading address says so', async (t) => {
  const { ask } = await emptyService(t)
  for (const { path, operation } of operations.filter(({ operation }) => operation.tags?.includes('reading'))) {
    const { statusCode, body } = await ask(
      path.replaceAll(/\{\w+\}/g, 'a1') + (path === '/v1/check' ? '?figure=a1&value=1' : ''),
    )
    t.strictSame(
      [statusCode, JSON.parse(body).detail],
      [404, 'No release has been published yet.'],
      `${operation.operationId}`,
    )
  }
})

t.test('an old release answers byte for byte the same whatever is published after it, at every address', async (t) => {
  const { app, press, ask } = await service(t)
  const urls = await addresses(ask)
  t.ok(urls.length > 300)
  for (const path of [
    '/v1/figures',
    '/v1/figures/held_living',
    '/v1/figures/held_living/history',
    '/v1/sources',
    '/v1/sources/nyt-2025-03-05',
  ]) {
    t.ok(urls.includes(`${path}.json`) && urls.includes(`${path}.csv`), path)
  }
  t.ok(urls.includes('/v1/figures/held_living/observations/2025-03-05.json') && urls.includes('/v1/releases.json'))
  urls.push(
    '/v1/figures.csv?population=us',
    '/v1/figures.json?reference_date_to=2024-12-31',
    '/v1/sources.json?limit=3',
  )
  const told = async (from: typeof app) => {
    const answers: Record<string, unknown> = {}
    for (const url of urls) {
      for (const release of [1, 2]) {
        const { statusCode, headers, body } = await from.inject(
          `${url}${url.includes('?') ? '&' : '?'}as_of=${release}`,
        )
        answers[`${url} as of ${release}`] = [statusCode, headers.etag, headers['last-modified'], headers.link, body]
      }
    }
    return answers
  }
  const before = await told(app)
  const newest = async () => (await ask('/v1/figures')).body
  const was = await newest()

  const held_living = (await ask('/v1/releases/1'))
    .json()
    .figures.find(({ id }: { id: string }) => id === 'held_living')
  const [source] = (await ask('/v1/releases/1')).json().sources
  const [identity] = (await ask('/v1/releases/2')).json().identities
  const retracted = { figure: 'taken_us', reference_date: '2025-03-05', change_type: 'retracted', reason: 'A test.' }
  const reclassified = {
    change_type: 'reclassified',
    reason: 'Counted otherwise.',
    error_origin: null,
    claims: [claim()],
  }
  const drafts = [
    addition(),
    correction(),
    { note: 'A retraction.', observations: [retracted] },
    { note: 'A restated source.', sources: [{ ...source, title: 'Another headline', publisher: 'Another name' }] },
    { note: 'A restated title.', figures: [{ ...held_living, title: 'Another title' }] },
    {
      ...addition(reclassified),
      figures: [{ ...held_living, title: 'Another title', definition: 'Another definition.' }],
    },
    { note: 'A restated identity.', identities: [{ ...identity, title: 'Another title' }] },
  ]
  for (const draft of drafts) await publish(press, draft, { by: 'desk' })

  t.not(await newest(), was, 'the newest answers have moved')
  t.strictSame(await told(app), before)
  const other = await createApp(emptyPress(t, { path: press.path }))
  t.teardown(() => other.close())
  t.strictSame(await told(other), before, 'another process that reads the file says the same')
})

t.test('however as_of names a release, the body is the same', async (t) => {
  const ask = asking(t, shared.app)
  for (const url of ['/v1/figures', '/v1/figures/taken/history.csv', '/v1/sources/nyt-2025-03-05', '/v1/releases']) {
    const { body } = await ask(`${url}?as_of=1`)
    t.equal((await ask(`${url}?as_of=2026-11-22T12:00:00Z`)).body, body)
    t.not((await ask(`${url}?as_of=2026-11-22`)).body, body)
    t.equal((await ask(`${url}?as_of=2026-11-22`)).body, (await ask(url)).body)
  }
})

t.test('since takes what as_of takes, and 0 for the beginning', async (t) => {
  const ask = asking(t, shared.app)
  const numbers = async (query: string) => {
    const answer = await ask(`/v1/releases?${query}`)
    if (answer.statusCode !== 200) return [answer.statusCode, answer.json().detail]
    return answer.json().releases.map(({ number }: { number: number }) => number)
  }
  t.strictSame(await numbers('since=0'), [1, 2])
  t.strictSame(await numbers('since=1'), [2])
  t.strictSame(await numbers('since=2'), [])
  t.strictSame(await numbers('since=2026-11-22T12:00:00Z'), [2])
  t.strictSame(await numbers('since=2026-11-22'), [])
  t.strictSame(await numbers('since=1&as_of=1'), [])
  t.strictSame(await numbers('since=3'), [404, 'No release 3; the newest is 2.'])
  t.strictSame(await numbers('since=2026-11-21'), [
    404,
    'No release had been published by 2026-11-21; release 1 was the first, at 2026-11-22T12:00:00.000Z.',
  ])
  t.strictSame(await numbers('since=2027-01-01'), [
    400,
    'since "2027-01-01" is in the future; it is now 2026-11-22T13:30:00.000Z.',
  ])
  t.strictSame(await numbers('since=2&as_of=1'), [
    400,
    'since "2" is release 2, after release 1, from which the answer is drawn.',
  ])
})
