import t from 'tap'
import { publish } from '../src/publish.ts'
import type { ObservationView } from '../src/views/observations.ts'
import { asking } from './fixtures/contract.ts'
import { asCells, records, rows } from './fixtures/csv.ts'
import { correction } from './fixtures/drafts.ts'
import { newYorkTimes } from './fixtures/held-living.ts'
import { service } from './fixtures/service.ts'

const { app } = await service(t)

t.test('every source is listed whole, in the order of first publication', async (t) => {
  const ask = asking(t, app)
  t.strictSame((await ask('/v1/sources?as_of=1')).json().sources, [
    { ...newYorkTimes, api_url: '/v1/sources/nyt-2025-03-05' },
  ])
  const { sources, next } = (await ask('/v1/sources')).json()
  t.equal(next, null)
  t.equal(sources[0].id, 'nyt-2025-03-05')
  t.equal(sources.length, new Set(sources.map(({ id }: { id: string }) => id)).size)
  for (const { api_url, id } of sources) t.equal((await ask(api_url)).json().source.id, id)
})

t.test('one source is told with every observation that cites it', async (t) => {
  const ask = asking(t, app)
  const { source, observations } = (await ask('/v1/sources/nzherald-2025-03-05')).json()
  t.match(source, { publisher: 'NZ Herald', carrier: null, api_url: '/v1/sources/nzherald-2025-03-05' })
  const cited = observations.map((one: ObservationView) => [one.figure, one.reference_date, one.display, one.source])
  t.strictSame(cited, [
    ['held_living', '2025-03-05', 'about 24', 'nyt-2025-03-05'],
    ['held_living_us', '2025-03-05', '1', 'nyt-2025-03-05'],
  ])
  const first = (await ask('/v1/sources/nyt-2025-03-05?as_of=1')).json()
  t.strictSame(
    first.observations.map((one: ObservationView) => one.figure),
    [
      'held_bodies',
      'held_bodies_us',
      'held_living',
      'held_living_us',
      'released_bodies_since_2025_01',
      'released_living_since_2025_01',
      'released_truce_2023',
      'taken',
      'taken_us',
    ],
  )
})

t.test('every citation of every source is found, and nothing else', async (t) => {
  const ask = asking(t, app)
  const { figures } = (await ask('/v1/figures')).json()
  const citing = new Map<string, string[]>()
  for (const { figure } of figures) {
    for (const one of (await ask(`/v1/figures/${figure}/history`)).json().observations as ObservationView[]) {
      for (const id of new Set(one.claims.map(({ source }) => source.id))) {
        citing.set(id, [...(citing.get(id) ?? []), `${one.figure} ${one.reference_date}`])
      }
    }
  }
  const { sources } = (await ask('/v1/sources?limit=1000')).json()
  for (const { id } of sources) {
    const { observations } = (await ask(`/v1/sources/${id}?limit=1000`)).json() as { observations: ObservationView[] }
    t.strictSame(
      observations.map((one) => `${one.figure} ${one.reference_date}`),
      (citing.get(id) ?? []).sort(),
    )
  }
})

t.test('an observation whose newest revision does not cite the source any more is not listed', async (t) => {
  const { ask, press } = await service(t)
  await publish(press, correction(), { by: 'desk' })
  const cited = async (query: string) =>
    (await ask(`/v1/sources/nzherald-2025-03-05${query}`)).json().observations.map((one: ObservationView) => one.figure)
  t.strictSame(await cited(''), ['held_living_us'])
  t.strictSame(await cited('?as_of=2'), ['held_living', 'held_living_us'])
})

t.test('a restated source is told anew, and as it was to those who ask as of before', async (t) => {
  const { ask, press } = await service(t)
  const restated = { ...newYorkTimes, archived_url: 'https://archive.example/nyt' }
  await publish(press, { note: 'An archived copy.', sources: [restated] }, { by: 'desk' })
  const told = async (query: string) => {
    const [first] = (await ask(`/v1/sources${query}`)).json().sources
    const { source, observations } = (await ask(`/v1/sources/nyt-2025-03-05${query}`)).json()
    const claimed = observations[0].claims[0].source
    return [first.archived_url, source.archived_url, claimed.archived_url]
  }
  t.strictSame(await told(''), [
    'https://archive.example/nyt',
    'https://archive.example/nyt',
    'https://archive.example/nyt',
  ])
  t.strictSame(await told('?as_of=2'), [null, null, null])
  const [first] = (await ask('/v1/sources')).json().sources
  t.equal(first.id, 'nyt-2025-03-05', 'it keeps its place in the list')
})

t.test('CSV says what JSON says, key for key', async (t) => {
  const ask = asking(t, app)
  const { sources } = (await ask('/v1/sources?limit=1000')).json()
  const { body } = await ask('/v1/sources.csv')
  t.strictSame(
    rows(body),
    sources.map((one: Record<string, unknown>) => asCells(2, one)),
  )
  t.strictSame(records(body)[0], ['as_of_release', ...Object.keys(newYorkTimes), 'api_url'])
  const { observations } = (await ask('/v1/sources/nyt-2025-03-05')).json()
  t.equal(observations.length, 9)
  const citing = await ask('/v1/sources/nyt-2025-03-05.csv')
  t.strictSame(
    rows(citing.body),
    observations.map((one: Record<string, unknown>) => asCells(2, one)),
  )
})

t.test('a source that is not there is a 404 that names it and the release', async (t) => {
  const ask = asking(t, app)
  const { statusCode, body } = await ask('/v1/sources/nyt-2025-03-06')
  t.equal(statusCode, 404)
  t.equal(JSON.parse(body).detail, 'No source "nyt-2025-03-06" in release 2. The sources are listed at /v1/sources.')
  t.equal((await ask('/v1/sources/nzherald-2025-03-05?as_of=1')).statusCode, 404)
})
