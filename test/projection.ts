import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { project } from '../src/domain/projection.ts'
import { legalHistories } from './fixtures/arbitraries.ts'
import { exactly, figure, log, observation, planned, source } from './fixtures/desk.ts'
import { modelAsOf } from './fixtures/model.ts'

/** What follows from a draft after the log. */
const projected = (changes: object) => {
  const made = planned(changes)
  if (made.broken !== null) throw new Error(JSON.stringify(made.broken))
  return made.projection
}
const days = (...dates: string[]) => dates.map((reference_date) => observation({ reference_date }))
const reason = 'A source says so.'
const retraction = (reference_date: string, figure = 'held') => ({
  figure,
  reference_date,
  change_type: 'retracted',
  reason,
})

t.test('revisions come by figure and reference date, whatever the order of the draft', async (t) => {
  const observations = [...days('2025-03-11', '2025-03-10'), observation({ figure: 'freed' })]
  const order = projected({ observations }).revisions.map(({ figure, reference_date }) => `${figure} ${reference_date}`)
  t.strictSame(order, ['freed 2025-03-10', 'held 2025-03-10', 'held 2025-03-11'])
})

t.test(
  'a new observation replaces the current one, a revision the one before it, a backfilled one nothing',
  async (t) => {
    const { revisions } = projected({
      observations: [
        ...days('2025-03-11', '2025-03-10'),
        observation({ reference_date: '2025-03-04', change_type: 'backfilled' }),
        observation({ reference_date: '2025-03-03', change_type: 'revised', reason }),
        observation({ figure: 'taken' }),
      ],
    })
    t.strictSame(
      revisions.map(({ reference_date, revision, replaced }) => ({ reference_date, revision, replaced })),
      [
        { reference_date: '2025-03-03', revision: 3, replaced: { reference_date: '2025-03-03', revision: 2 } },
        { reference_date: '2025-03-04', revision: 1, replaced: null },
        { reference_date: '2025-03-10', revision: 1, replaced: { reference_date: '2025-03-05', revision: 1 } },
        { reference_date: '2025-03-11', revision: 1, replaced: { reference_date: '2025-03-10', revision: 1 } },
        { reference_date: '2025-03-10', revision: 1, replaced: null },
      ],
    )
  },
)

t.test('a figure is current with its newest observation that is not retracted', async (t) => {
  const current = (...observations: object[]) =>
    projected({ observations }).currents.map(({ position: _, ...current }) => current)
  const held = (reference_date: string | null, revision: number | null) => [
    { figure: 'held', release: 3, reference_date, revision },
  ]
  const revised = (reference_date: string) =>
    observation({ reference_date, change_type: 'revised', reason, claims: [exactly(22)] })
  t.strictSame(current(...days('2025-03-10')), held('2025-03-10', 1))
  t.strictSame(current(revised('2025-03-05')), held('2025-03-05', 2))
  t.strictSame(current(revised('2025-03-01')), held('2025-03-05', 1))
  t.strictSame(current(retraction('2025-03-01')), held('2025-03-05', 1))
  t.strictSame(current(retraction('2025-03-05')), held('2025-03-01', 1))
  t.strictSame(current(retraction('2025-03-05'), retraction('2025-03-01')), held(null, null))
  t.strictSame(current(retraction('2025-03-05'), revised('2025-03-03')), held('2025-03-03', 3))
  t.strictSame(current(retraction('2025-03-05'), revised('2025-03-01')), held('2025-03-01', 2))
  t.strictSame(current(retraction('2025-03-05'), ...days('2025-03-10')), held('2025-03-10', 1))
  const backfilled = observation({ reference_date: '2025-02-01', change_type: 'backfilled' })
  t.strictSame(current(retraction('2025-03-05'), backfilled), held('2025-03-01', 1))
  t.strictSame(current(retraction('2025-03-05'), retraction('2025-03-01'), backfilled), held('2025-02-01', 1))
})

t.test('a release counts what it holds and says where the data end', async (t) => {
  const newest = (...observations: object[]) => projected({ observations }).totals.newest_reference_date
  t.strictSame(
    projected({ figures: [figure({ id: 'other' })], sources: [source({ id: 'a1' }), source({ id: 'a2' })] }).totals,
    {
      release: 3,
      figures: 1,
      sources: 2,
      observations: 0,
      identities: 0,
      newest_reference_date: '2025-03-05',
    },
  )
  t.equal(newest(...days('2025-03-10')), '2025-03-10')
  t.equal(newest(observation({ figure: 'taken', reference_date: '2023-10-07' })), '2025-03-05')
  t.equal(newest(retraction('2025-03-05')), '2025-03-05', 'another figure still speaks for that day')
  t.equal(newest(retraction('2025-03-05'), retraction('2025-03-05', 'freed')), '2025-03-01')
  t.equal(newest(retraction('2025-03-05'), retraction('2025-03-01'), retraction('2025-03-05', 'freed')), null)
})

t.test('what is stated again keeps its place in lists, and what is new comes after', async (t) => {
  const { figures, sources } = projected({
    figures: [figure({ id: 'other' }), figure({ title: 'Another title' })],
    sources: [source({ id: 'radio' }), source({ carrier: 'A site' })],
  })
  t.match(figures, [
    { id: 'other', position: 3_000_000 },
    { id: 'held', position: 1_000_000, definition_version: 1 },
  ])
  t.match(sources, [
    { id: 'radio', position: 3_000_000 },
    { id: 'paper', position: 1_000_000 },
  ])
  t.equal(log.length, 2)
})

t.test('what follows from any legal release is what a plain reading of all releases says', async () => {
  fc.assert(
    fc.property(legalHistories(), ({ releases }) => {
      for (const [index, release] of releases.entries()) {
        const { number } = release
        const after = modelAsOf(releases, number)
        const { figures, sources, identities, revisions, currents, totals } = project(
          release,
          modelAsOf(releases, index),
        )
        assert.deepStrictEqual(
          revisions,
          after.history.filter((revision) => revision.release === number),
        )
        assert.deepStrictEqual(
          figures,
          release.figures.map(({ id }) => after.figure(id)).filter((one) => one?.release === number),
        )
        assert.deepStrictEqual(
          sources,
          release.sources.map(({ id }) => after.source(id)).filter((one) => one?.release === number),
        )
        assert.deepStrictEqual(
          identities,
          release.identities.map(({ id }) => after.identity(id)).filter((one) => one?.release === number),
        )
        const observed = [...new Set(release.observations.map(({ figure }) => figure))].sort()
        const expected = observed.map((figure) => {
          const { reference_date = null, revision = null, position = null } = after.current(figure) ?? {}
          return { figure, release: number, reference_date, revision, position }
        })
        assert.deepStrictEqual(currents, expected)
        assert.deepStrictEqual(totals.newest_reference_date, after.newestReferenceDate([]))
      }
    }),
    { numRuns: 300 },
  )
})
