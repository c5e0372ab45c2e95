import t from 'tap'
import { publish } from '../src/publish.ts'
import type { ObservationView } from '../src/views/observations.ts'
import { asking } from './fixtures/contract.ts'
import { correction, retraction } from './fixtures/drafts.ts'
import { service } from './fixtures/service.ts'

const { app } = await service(t)
const permalink = '/v1/figures/held_living/observations/2025-03-05'

t.test('the permalink of a number tells every state it was published in, newest first', async (t) => {
  const { ask, press } = await service(t)
  await publish(press, correction(), { by: 'desk' })
  const { as_of, figure, observation, revisions } = (await ask(permalink)).json()
  t.match(as_of, { release: 3, newest_reference_date: '2025-03-05' })
  t.match(figure, { figure: 'held_living', definition: /./ })
  const states = revisions.map((one: ObservationView) => [
    one.revision,
    one.release,
    one.change_type,
    one.display,
    one.contested,
  ])
  t.strictSame(states, [
    [3, 3, 'corrected', '23', false],
    [2, 2, 'revised', 'about 24', true],
    [1, 1, 'new', 'about 24', false],
  ])
  t.strictSame(observation, revisions[0])
  t.match(observation, { error_origin: 'source', reason: 'The newspaper corrected its count.' })
  t.strictSame(
    revisions.map((one: ObservationView) => one.claims.length),
    [1, 2, 1],
  )
})

t.test('the permalink as of a release does not know what came after it', async (t) => {
  const ask = asking(t, app)
  const { observation, revisions } = (await ask(`${permalink}?as_of=1`)).json()
  t.equal(revisions.length, 1)
  t.match(observation, { revision: 1, display: 'about 24', contested: false, permalink: `${permalink}?as_of=1` })
  t.equal(observation.claims.length, 1)
})

t.test('a figure links to the permalink of its number, which says the same', async (t) => {
  const ask = asking(t, app)
  for (const { latest_exact: _, ...figure } of (await ask('/v1/figures')).json().figures) {
    t.strictSame((await ask(figure.permalink)).json().observation, figure)
  }
})

t.test('a retracted number is still at its permalink, with the reason and without a value', async (t) => {
  const { ask, press } = await service(t)
  await publish(press, retraction(), { by: 'desk' })
  const { observation, revisions } = (await ask(permalink)).json()
  t.match(observation, {
    change_type: 'retracted',
    reason: 'The source withdrew it.',
    display: 'retracted',
    statement: 'Hostages believed alive and still held: the figure on 5 March 2025 was retracted.',
    revision: 3,
    contested: false,
    reference_date: '2025-03-05',
  })
  const { value, qualifier, upper_value, lower_bound, upper_bound, source, publisher, last_confirmed_on } = observation
  const nulls = [value, qualifier, upper_value, lower_bound, upper_bound, source, publisher, last_confirmed_on]
  t.strictSame([...new Set(nulls)], [null])
  t.strictSame(observation.claims, [])
  t.strictSame(
    revisions.map((one: ObservationView) => one.display),
    ['retracted', 'about 24', 'about 24'],
  )
  t.match((await ask('/v1/figures/held_living')).json().figure, { display: 'no figure', value: null })
  t.match((await ask(`${permalink}?as_of=2`)).json().observation, { display: 'about 24' })
})

t.test('last_confirmed_on is the latest day a source said this very quantity', async (t) => {
  const { ask, press } = await service(t)
  const source = {
    id: 'test-2025-03-07',
    publisher: 'A test',
    title: 'A test',
    url: 'https://example.org/',
    language: 'en',
  }
  const claims = [
    { source: 'nyt-2025-03-05', value: 23, qualifier: 'exact', wording: '23', preferred: true },
    { source: source.id, value: 23, qualifier: 'exact', wording: '23', preferred: false },
    { source: 'nzherald-2025-03-05', value: 22, qualifier: 'exact', wording: '22', preferred: false },
  ]
  const sources = [{ ...source, published_on: '2025-03-07' }]
  await publish(press, { ...correction({ claims }), sources }, { by: 'desk' })
  t.match((await ask(permalink)).json().observation, { last_confirmed_on: '2025-03-07', contested: true })
})

t.test('a day without an observation, and a day that does not exist, are not there', async (t) => {
  const ask = asking(t, app)
  for (const date of ['2025-03-06', '2025-02-30', 'today', '2025-3-5']) {
    const { statusCode, body } = await ask(`/v1/figures/held_living/observations/${date}`)
    t.equal(statusCode, 404)
    t.equal(
      JSON.parse(body).detail,
      `No observation of held_living for "${date}" in release 2. Its observations are listed at /v1/figures/held_living/history.`,
    )
  }
  t.equal((await ask('/v1/figures/held_livingg/observations/2025-03-05')).statusCode, 404)
  t.equal((await ask('/v1/figures/taken/observations/2023-10-16?as_of=1')).statusCode, 404, 'not yet published then')
  t.equal((await ask('/v1/figures/taken/observations/2023-10-16?as_of=2')).statusCode, 200)
})

t.test('the permalink has no CSV', async (t) => {
  const ask = asking(t, app)
  const { statusCode, body } = await ask(`${permalink}.csv`)
  t.equal(statusCode, 404)
  t.equal(JSON.parse(body).detail, `There is no .csv at ${permalink}; there is .json.`)
  t.equal((await ask({ url: permalink, headers: { accept: 'text/csv' } })).statusCode, 406)
  t.equal((await ask(`${permalink}.json`)).body, (await ask(permalink)).body)
})

t.test('every state has a permalink at which it is the one told', async (t) => {
  const { ask, press } = await service(t)
  await publish(press, correction(), { by: 'desk' })
  const { revisions } = (await ask(permalink)).json() as { revisions: ObservationView[] }
  for (const { permalink, revision } of revisions)
    t.equal((await ask(`${permalink}`)).json().observation.revision, revision)
})
