import t from 'tap'
import { project } from '../src/domain/projection.ts'
import { publish } from '../src/publish.ts'
import { replay } from '../src/store/replay.ts'
import { newestState, type Store, stateAsOf } from '../src/store/store.ts'
import { bundledPress, emptyPress } from './fixtures/press.ts'
import { smallHistory, smallPress } from './fixtures/small.ts'

const everything = { after: 0, limit: 100 }
const series = { from: '', to: '9999-12-31', after: '', limit: 100 }

/** Every answer the store has, as of a release. */
function answers({ figures, observations, sources, identities, releases }: Store, release: number) {
  const ids = ['taken', 'held', 'freed', 'nothing']
  const dates = ['2024-12-01', '2025-01-01', '2025-02-01']
  return {
    release: releases.one(release),
    releases: releases.page(everything, release),
    figures: figures.current(everything, release),
    byDate: dates.map((reference_date_to) => figures.current({ ...everything, reference_date_to }, release)),
    sources: sources.page(everything, release),
    identities: identities.all(release),
    ...Object.fromEntries(
      ids.map((figure) => [
        figure,
        {
          definition: figures.definition(figure, release),
          current: observations.current(figure, release),
          before: observations.current(figure, release, '2025-02-01'),
          series: observations.series({ ...series, figure }, release),
          revisions: dates.map((reference_date) => observations.revisions({ figure, reference_date }, release)),
        },
      ]),
    ),
    citing: observations.citing({ source: 'gazette', figure: '', reference_date: '', limit: 100 }, release),
    newest: [[], ['held'], ['held', 'taken', 'freed']].map((except) =>
      observations.newestReferenceDate(except, release),
    ),
  }
}

const numbers = (state: ReturnType<typeof stateAsOf>, figure: string) => {
  const current = state.current(figure)
  return current && `${current.reference_date} ${current.qualifier} ${current.value}, revision ${current.revision}`
}

t.test('before the first release nothing is known', (t) => {
  const { store } = emptyPress(t)
  for (const state of [newestState(store), stateAsOf(store, 0)]) {
    t.equal(state.head, null)
    t.equal(state.figure('held'), undefined)
    t.equal(state.source('gazette'), undefined)
    t.equal(state.identity('sum'), undefined)
    t.equal(state.observation('held', '2025-01-01'), undefined)
    t.equal(state.current('held'), undefined)
    t.equal(state.newestReferenceDate([]), null)
  }
  t.end()
})

t.test('each release has its own current observations', async (t) => {
  const { store } = await smallPress(t)
  const currents = (figure: string) => [1, 2, 3, 4, 5].map((release) => numbers(stateAsOf(store, release), figure))
  t.strictSame(currents('held'), [
    '2025-01-01 exact 20, revision 1',
    '2025-02-01 between 18, revision 1',
    '2025-01-01 exact 20, revision 1',
    '2025-02-01 at_most 17, revision 3',
    '2025-02-01 at_most 17, revision 3',
  ])
  t.strictSame(currents('taken'), [
    '2025-01-01 exact 30, revision 1',
    '2025-01-01 exact 31, revision 2',
    '2025-01-01 exact 31, revision 2',
    '2025-01-01 exact 31, revision 2',
    '2025-01-01 exact 31, revision 3',
  ])
  t.strictSame(currents('freed'), [...Array(4).fill('2025-01-01 exact 10, revision 1'), undefined])
})

t.test('each release has its own series, without what is retracted in it', async (t) => {
  const { observations } = (await smallPress(t)).store
  const dates = (query: object, release: number) =>
    observations.series({ ...series, figure: 'held', ...query }, release).map(({ reference_date }) => reference_date)
  t.strictSame(
    [1, 2, 3, 4, 5].map((release) => dates({}, release)),
    [
      ['2025-01-01'],
      ['2025-01-01', '2025-02-01'],
      ['2024-12-01', '2025-01-01'],
      ['2024-12-01', '2025-01-01', '2025-02-01'],
      ['2024-12-01', '2025-01-01', '2025-02-01'],
    ],
  )
  t.strictSame(dates({ figure: 'freed' }, 5), [])
  t.strictSame(dates({ from: '2025-01-01', to: '2025-01-01' }, 5), ['2025-01-01'], 'both ends included')
  t.strictSame(dates({ after: '2024-12-01', limit: 1 }, 5), ['2025-01-01'])
  const citing = (source: string, after: object, release: number) =>
    observations
      .citing({ source, figure: '', reference_date: '', limit: 2, ...after }, release)
      .map(({ figure, reference_date }) => `${figure} ${reference_date}`)
  t.strictSame(citing('gazette', {}, 3), ['freed 2025-01-01', 'held 2024-12-01'])
  t.strictSame(citing('gazette', { figure: 'held', reference_date: '2024-12-01' }, 3), [
    'held 2025-01-01',
    'taken 2025-01-01',
  ])
  t.strictSame(citing('register', {}, 3), ['held 2025-01-01'])
  t.strictSame(citing('register', {}, 4), [], 'its claim was in a revision that is no longer the newest')
})

t.test('the state of a release holds definitions, sources and identities as they were then', async (t) => {
  const { store } = await smallPress(t)
  const [third, fourth] = [stateAsOf(store, 3), stateAsOf(store, 4)]
  t.match(third.figure('held'), { definition: 'People of a test.', definition_version: 1, release: 1 })
  t.match(fourth.figure('held'), { definition: 'People of another test.', definition_version: 2, release: 4 })
  t.match(fourth.figure('freed'), { title: 'Freed', definition_version: 1, release: 4 })
  t.match(stateAsOf(store, 2).source('gazette'), { title: 'A test', release: 1 })
  t.match(third.source('gazette'), { title: 'A test, corrected', release: 3 })
  t.match(third.identity('sum'), { title: 'The sum', total: ['taken'], parts: ['held', 'freed'], release: 1 })
  t.match(fourth.identity('sum'), { title: 'The sum of all', release: 4 })
  t.match(third.observation('held', '2025-02-01'), { change_type: 'retracted', value: null, claims: [], revision: 2 })
  t.match(fourth.current('held', '2025-02-01'), { reference_date: '2025-01-01', definition_version: 2 })
  t.match(fourth.current('held', '2025-01-01'), { reference_date: '2024-12-01', value: 22 })
  t.equal(fourth.current('held', '2024-12-01'), undefined)
  t.equal(third.newestReferenceDate([]), '2025-01-01')
  t.equal(fourth.newestReferenceDate([]), '2025-02-01')
  t.equal(fourth.newestReferenceDate(['held']), '2025-01-01')
  t.equal(fourth.newestReferenceDate(['held', 'taken', 'freed']), null)
})

t.test('the newest state is that of the newest release', async (t) => {
  const { store } = await smallPress(t)
  t.strictSame(newestState(store).head, store.releases.one(5))
  t.strictSame(newestState(store).current('taken'), stateAsOf(store, 5).current('taken'))
})

t.test('a revision is read with its claims in order, their sources, and what it replaced', async (t) => {
  const { store } = await smallPress(t)
  const [confirmed, corrected, first] = store.observations.revisions(
    { figure: 'taken', reference_date: '2025-01-01' },
    5,
  )
  t.match(
    [confirmed, corrected, first].map((one) => one?.replaced ?? null),
    [{ reference_date: '2025-01-01', revision: 2 }, { reference_date: '2025-01-01', revision: 1 }, null],
  )
  t.equal(corrected?.published_at, '2026-11-22T13:30:00.001Z')
  t.equal(first?.sources.get('gazette')?.title, 'A test, corrected', 'sources are read as of the release asked')
  const held = store.observations.newestRevision({ figure: 'held', reference_date: '2025-01-01' }, 1)
  t.strictSame(
    held?.claims.map(({ source, value, upper_value, preferred }) => ({ source, value, upper_value, preferred })),
    [
      { source: 'gazette', value: 20, upper_value: null, preferred: true },
      { source: 'register', value: 21, upper_value: 25, preferred: false },
    ],
  )
  t.strictSame([held?.contested, held?.lower_bound, held?.upper_bound], [true, 20, 20])
})

t.test('a later release changes no answer as of an earlier one', async (t) => {
  const press = emptyPress(t)
  const first: unknown[] = []
  for (const draft of smallHistory) {
    const { number } = await publish(press, draft, { by: 'desk' })
    first.push(answers(press.store, number))
    for (let release = 1; release < number; release++) {
      t.strictSame(answers(press.store, release), first[release - 1], `as of ${release}, after release ${number}`)
    }
  }
  t.equal(new Set(first.map((one) => JSON.stringify(one))).size, 5, 'and each release answers differently')
})

t.test('the bundled history as of its first release is what that release says', async (t) => {
  const { store } = await bundledPress(t)
  t.equal(numbers(stateAsOf(store, 1), 'held_living'), '2025-03-05 about 24, revision 1')
  t.equal(numbers(stateAsOf(store, 2), 'held_living'), '2025-03-05 about 24, revision 2')
  t.equal(stateAsOf(store, 1).figure('held'), undefined)
  t.match(stateAsOf(store, 2).figure('held'), { title: 'Hostages still held, living or dead', release: 2 })
})

t.test('a replay knows before each release what was known then', async (t) => {
  const { store } = await smallPress(t)
  const { state, pass } = replay(store)
  for (let number = 1; number <= 5; number++) {
    const [carried, read] = [state(), stateAsOf(store, number - 1)]
    t.strictSame(carried.head, read.head)
    for (const figure of ['held', 'taken', 'freed', 'unknown']) {
      t.strictSame(carried.current(figure)?.revision, read.current(figure)?.revision, `${figure} before ${number}`)
      t.strictSame(carried.current(figure)?.value, read.current(figure)?.value)
      t.strictSame(carried.current(figure, '2025-02-01')?.value, read.current(figure, '2025-02-01')?.value)
      t.strictSame(carried.figure(figure)?.definition_version, read.figure(figure)?.definition_version)
    }
    const { canonical } = store.releases.stored(number) as { canonical: Buffer }
    pass(project(JSON.parse(canonical.toString()), carried))
  }
})
