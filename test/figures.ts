import t from 'tap'
import { publish } from '../src/publish.ts'
import type { FigureView } from '../src/views/observations.ts'
import { asking } from './fixtures/contract.ts'
import { asCells, records, rows } from './fixtures/csv.ts'
import { addition, claim } from './fixtures/drafts.ts'
import { heldLiving } from './fixtures/held-living.ts'
import { service } from './fixtures/service.ts'

const nine = [
  // figure, value, qualifier, display, unit, lower_bound, upper_bound
  ['taken', 250, 'about', 'about 250', 'people', null, null],
  ['released_truce_2023', 100, 'more_than', 'more than 100', 'people', 101, null],
  ['released_living_since_2025_01', 30, 'exact', '30', 'people', 30, 30],
  ['released_bodies_since_2025_01', 8, 'exact', '8', 'bodies', 8, 8],
  ['held_living', 24, 'about', 'about 24', 'people', null, null],
  ['held_bodies', 35, 'at_least', 'at least 35', 'bodies', 35, null],
  ['taken_us', 12, 'at_least', 'at least 12', 'people', 12, null],
  ['held_living_us', 1, 'exact', '1', 'people', 1, 1],
  ['held_bodies_us', 4, 'exact', '4', 'bodies', 4, 4],
]

const { app } = await service(t)

const ids = (body: { figures: FigureView[] }) => body.figures.map(({ figure }) => figure)

t.test('the nine figures of 5 March 2025 are said over HTTP as they were reported', async (t) => {
  const ask = asking(t, app)
  for (const as_of of [1, 2]) {
    const { figures } = (await ask(`/v1/figures?as_of=${as_of}`)).json() as { figures: FigureView[] }
    const said = figures
      .slice(0, 9)
      .map((one) => [one.figure, one.value, one.qualifier, one.display, one.unit, one.lower_bound, one.upper_bound])
    t.strictSame(said, nine, `release ${as_of}`)
    t.strictSame([...new Set(figures.slice(0, 9).map((one) => one.reference_date))], ['2025-03-05'])
  }
  for (const [figure, value, qualifier, display] of nine) {
    t.match((await ask(`/v1/figures/${figure}`)).json(), {
      figure: { figure, value, qualifier, display, source: 'nyt-2025-03-05' },
    })
  }
})

t.test('a figure in JSON is flat, and its keys stand in the order that is documented', async (t) => {
  const ask = asking(t, app)
  const { body } = await ask('/v1/figures?figure=held_living')
  const as_of = { release: 2, published_at: '2026-11-22T12:30:00.000Z', newest_reference_date: '2025-03-05' }
  t.equal(body, JSON.stringify({ as_of, figures: [heldLiving], next: null }))
})

t.test('one figure is told with its definition and where its history is', async (t) => {
  const ask = asking(t, app)
  const { as_of, figure } = (await ask('/v1/figures/held_living')).json()
  t.strictSame(as_of, { release: 2, published_at: '2026-11-22T12:30:00.000Z', newest_reference_date: '2025-03-05' })
  const { definition, accumulation, period_start, period_end, history, ...rest } = figure
  t.strictSame(rest, heldLiving)
  t.match(
    definition,
    /^Hostages in Gaza who are believed to be alive, including those held since before 7 October 2023\./,
  )
  t.strictSame(
    [accumulation, period_start, period_end, history],
    ['stock', null, null, '/v1/figures/held_living/history'],
  )
  const { figure: since } = (await ask('/v1/figures/released_living_since_2025_01')).json()
  t.strictSame([since.accumulation, since.period_start, since.period_end], ['cumulative', '2025-01-19', null])
  const truce = rows((await ask('/v1/figures/released_truce_2023.csv')).body)
  t.match(truce, [{ period_start: '2023-11-24', period_end: '2023-12-01', display: 'more than 100' }])
})

t.test('the dimensions and the ids choose figures, and several conditions hold together', async (t) => {
  const ask = asking(t, app)
  const chosen = async (query: string) => ids((await ask(`/v1/figures?${query}`)).json())
  t.strictSame(await chosen('population=us'), ['taken_us', 'held_living_us', 'held_bodies_us'])
  t.strictSame(await chosen('population=us&hostage_status=held'), ['held_living_us', 'held_bodies_us'])
  t.strictSame(await chosen('population=us&hostage_status=held&condition=living'), ['held_living_us'])
  t.strictSame(await chosen('scope=held_before_2023_10_07'), ['held_before_attack', 'still_held_from_before'])
  t.strictSame(await chosen('condition=unknown'), [])
  t.strictSame(await chosen('figure=held_living_us&figure=taken'), ['taken', 'held_living_us'])
  t.strictSame(await chosen('figure=taken&population=us'), [])
})

t.test('reference_date_to tells what each figure said of that day or before', async (t) => {
  const ask = asking(t, app)
  const on = async (date: string) => (await ask(`/v1/figures/taken?reference_date_to=${date}`)).json().figure
  t.match(await on('2023-10-15'), { display: 'no figure', reference_date: null })
  t.match(await on('2023-10-16'), { reference_date: '2023-10-16' })
  t.match(await on('2023-12-03'), { reference_date: '2023-10-16' })
  t.match(await on('2023-12-04'), { reference_date: '2023-12-04' })
  t.match(await on('9999-12-31'), { reference_date: '2025-03-05', display: 'about 250' })
  const { figures } = (await ask('/v1/figures?reference_date_to=2023-10-15')).json() as { figures: FigureView[] }
  t.equal(figures.length, 22, 'figures without an observation by then stay in the list')
  t.strictSame(
    figures.filter((one) => one.value !== null).map((one) => [one.figure, one.reference_date]),
    [['held_of_taken', '2023-10-15']],
  )
})

t.test('a hedged number shows the latest exact one, unless something else was counted then', async (t) => {
  const ask = asking(t, app)
  const exact = async (figure: string) => (await ask(`/v1/figures/${figure}`)).json().figure
  t.strictSame((await exact('taken')).latest_exact, { value: 251, reference_date: '2025-02-27' })
  const bodies = await exact('held_bodies')
  t.equal(bodies.latest_exact, null)
  t.type(bodies.series_break, 'string')
  t.equal((await exact('held_bodies_us')).latest_exact, null, 'an exact number needs no other')
})

t.test('a figure with a definition and no observation has null keys and says "no figure"', async (t) => {
  const { ask, press } = await service(t)
  const definition = {
    id: 'held_unknown',
    title: 'Hostages of unknown fate still held',
    definition: 'Hostages in Gaza of whom it is not known whether they live.',
    unit: 'people',
    hostage_status: 'held',
    condition: 'unknown',
    scope: 'all_held',
    population: 'all',
    accumulation: 'stock',
  }
  await publish(press, { note: 'A definition.', figures: [definition] }, { by: 'desk' })
  const [figure, ...others] = (await ask('/v1/figures?condition=unknown')).json().figures
  t.strictSame(others, [])
  const { title, display, statement, unit, hostage_status, condition, scope, population, url, claims, ...rest } = figure
  t.equal(display, 'no figure')
  t.equal(statement, 'Hostages of unknown fate still held: no figure.')
  t.strictSame(claims, [])
  const { figure: id, definition_version, ...nulls } = rest
  t.strictSame([id, definition_version, url], ['held_unknown', 1, '/v1/figures/held_unknown'])
  t.strictSame(
    Object.keys(nulls),
    Object.keys(heldLiving).filter((key) => key in nulls),
    'every key is there',
  )
  t.equal(Object.keys(figure).length, Object.keys(heldLiving).length)
  t.strictSame([...new Set(Object.values(nulls))], [null])
  const [cells] = rows((await ask('/v1/figures.csv?condition=unknown')).body)
  t.match(cells, {
    as_of_release: '3',
    figure: 'held_unknown',
    display: 'no figure',
    value: '',
    contested: '',
    permalink: '',
  })
})

t.test('the first observation of a new day is the current one from its release on, and not before', async (t) => {
  const { ask, press } = await service(t)
  await publish(press, addition({ claims: [claim()] }), { by: 'desk' })
  t.match((await ask('/v1/figures/held_living')).json().figure, {
    display: '23',
    reference_date: '2025-03-10',
    permalink: '/v1/figures/held_living/observations/2025-03-10?as_of=3',
  })
  t.match((await ask('/v1/figures/held_living?as_of=2')).json().figure, {
    display: 'about 24',
    reference_date: '2025-03-05',
  })
})

t.test('CSV says what JSON says, key for key', async (t) => {
  const ask = asking(t, app)
  for (const as_of of [1, 2]) {
    const { figures } = (await ask(`/v1/figures?as_of=${as_of}`)).json() as { figures: FigureView[] }
    const { body } = await ask(`/v1/figures.csv?as_of=${as_of}`)
    t.strictSame(records(body)[0], Object.keys(asCells(as_of, heldLiving)))
    t.strictSame(
      rows(body),
      figures.map((figure) => asCells(as_of, figure)),
    )
    const one = (await ask(`/v1/figures/held_bodies?as_of=${as_of}`)).json().figure
    t.strictSame(rows((await ask(`/v1/figures/held_bodies.csv?as_of=${as_of}`)).body), [asCells(as_of, one)])
  }
})

t.test('a figure that is not there is a 404 in a path and a 400 in a query, as of the release asked for', async (t) => {
  const ask = asking(t, app)
  const path = await ask('/v1/figures/heldd')
  t.match(
    [path.statusCode, path.json().detail],
    [404, 'No figure "heldd" in release 2. The figures are listed at /v1/figures.'],
  )
  const early = await ask('/v1/figures/held?as_of=1')
  t.match([early.statusCode, early.json().detail], [404, /^No figure "held" in release 1\./])
  t.equal((await ask('/v1/figures/held?as_of=2')).statusCode, 200)
  const query = await ask('/v1/figures?figure=taken&figure=held&as_of=1')
  const detail = 'figure "held" is not a figure of release 1. The figures are listed at /v1/figures.'
  t.match([query.statusCode, query.json()], [400, { detail, errors: [{ parameter: 'figure', detail }] }])
})
