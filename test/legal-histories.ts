// Properties of every legal history: that it can be verified, that nothing in it can be altered unseen, that its
// changes tell all of it, and that the store answers as a plain reading of the releases does.

import assert from 'node:assert/strict'
import { join } from 'node:path'
import fc from 'fast-check'
import t, { type Test } from 'tap'
import { changes, type Said, said } from '../src/domain/changes.ts'
import { plan } from '../src/domain/plan.ts'
import { project } from '../src/domain/projection.ts'
import { type Press, publish } from '../src/publish.ts'
import type { RevisionRow } from '../src/store/observations.ts'
import { stateAsOf } from '../src/store/store.ts'
import { verify } from '../src/store/verify.ts'
import { type LegalHistory, legalHistories, opening } from './fixtures/arbitraries.ts'
import { type Model, modelAsOf } from './fixtures/model.ts'
import { emptyPress } from './fixtures/press.ts'

/** How to publish each history on a press in a file of its own; too slow to look for the smallest that fails. */
function presses(t: Test) {
  const folder = t.testdir()
  let files = 0
  return async ({ drafts }: LegalHistory): Promise<Press> => {
    const press = emptyPress(t, { path: join(folder, `${++files}.db`), now: () => opening })
    for (const draft of drafts) await publish(press, draft, { by: 'desk' })
    return press
  }
}

t.test('a legal draft becomes the release it says, whole and with every key', async () => {
  fc.assert(
    fc.property(legalHistories(), ({ drafts, releases }) => {
      for (const [index, draft] of drafts.entries()) {
        const release = releases[index] as (typeof releases)[number]
        const planned = plan(draft, modelAsOf(releases, index), {
          published_at: release.published_at,
          published_by: 'desk',
        })
        assert.deepStrictEqual(planned.broken, null)
        assert.deepStrictEqual(planned.release, release)
        assert.deepStrictEqual(planned.projection, project(release, modelAsOf(releases, index)))
      }
    }),
    { numRuns: 100 },
  )
})

t.test('replaying the changes from the beginning rebuilds every state there has been', async () => {
  fc.assert(
    fc.property(legalHistories(), ({ releases }) => {
      const replayed = new Map<string, Map<string, { revision: number; says: Said | null }>>()
      const newest = (series: Map<string, { says: Said | null }> | undefined) =>
        [...(series ?? [])]
          .filter(([, { says }]) => says !== null)
          .sort()
          .at(-1)?.[1].says ?? null
      for (const [index, release] of releases.entries()) {
        const before = modelAsOf(releases, index)
        const after = modelAsOf(releases, index + 1)
        const made = changes(project(release, before), before).filter((change) => change.subject === 'observation')
        for (const { figure, reference_date, revision, change_type, from, to, now_current, quantity_changed } of made) {
          const series = replayed.get(figure) ?? new Map()
          replayed.set(figure, series)
          const was = series.get(reference_date)?.says ?? (change_type === 'new' ? newest(series) : null)
          assert.deepStrictEqual(from, was)
          const words = (one: Said | null) => one && [one.value, one.qualifier, one.upper_value]
          assert.notDeepEqual(quantity_changed, isEqual(words(from), words(to)))
          assert.deepStrictEqual(now_current, to === null ? said(after.current(figure)) : null)
          series.set(reference_date, { revision, says: to })
        }
        assert.deepStrictEqual(made.length, release.observations.length)
        const rebuilt = [...replayed].flatMap(([figure, series]) =>
          [...series].map(([reference_date, state]) => ({ figure, reference_date, ...state })),
        )
        for (const { figure, reference_date, revision, says } of rebuilt) {
          const expected = after.observation(figure, reference_date)
          assert.deepStrictEqual({ revision, says }, { revision: expected?.revision, says: said(expected) })
        }
        assert.deepStrictEqual(rebuilt.length, after.history.filter((one) => one.revision === 1).length)
        for (const { id } of after.figures) assert.deepStrictEqual(newest(replayed.get(id)), said(after.current(id)))
      }
    }),
    { numRuns: 100 },
  )
})

const isEqual = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)

t.test('every legal history verifies, and none does with one byte of a release altered', async (t) => {
  const published = presses(t)
  const altered = fc.array(fc.record({ release: fc.nat(), at: fc.nat(), by: fc.integer({ min: 1, max: 255 }) }), {
    minLength: 3,
    maxLength: 3,
  })
  await fc.assert(
    fc.asyncProperty(legalHistories(), altered, async (history, alterations) => {
      const { store } = await published(history)
      const { $client } = store.db
      assert.deepStrictEqual(verify(store), null)
      $client.exec('DROP TRIGGER releases_refuses_update')
      const write = $client.prepare('UPDATE releases SET canonical = ? WHERE number = ?')
      for (const { release, at, by } of alterations) {
        const number = 1 + (release % history.releases.length)
        const bytes = store.releases.stored(number)?.canonical as Buffer
        const other = Buffer.from(bytes)
        other[at % other.length] = (other[at % other.length] as number) ^ by
        write.run(other, number)
        const detail = `Release ${number} does not have the digest that was published.`
        assert.deepStrictEqual(verify(store), { release: number, detail })
        write.run(bytes, number)
      }
      assert.deepStrictEqual(verify(store), null)
      $client.close()
    }),
    { numRuns: 30, endOnFailure: true },
  )
})

t.test('the store answers as of every release as a plain reading of the releases does', async (t) => {
  const published = presses(t)
  const tos = ['2024-12-31', '2025-01-01', '2025-01-02', '2025-01-03', '2025-01-04', '2025-01-05']
  await fc.assert(
    fc.asyncProperty(legalHistories(), async (history) => {
      const press = await published(history)
      for (let number = 0; number <= history.releases.length; number++) {
        const model = modelAsOf(history.releases, number)
        compareStates(press, number, model)
        for (const to of [undefined, ...tos]) compareHeadlines(press, number, { model, to })
      }
      press.store.db.$client.close()
    }),
    { numRuns: 30, endOnFailure: true },
  )
})

/** A read revision without what the store adds to it. */
const plain = <R extends { published_at: string; sources: unknown }>(revision: R | undefined | null) => {
  if (!revision) return null
  const { published_at, sources, replaced_reference_date, replaced_revision, ...rest } = revision as R & RevisionRow
  return rest
}

function compareStates({ store }: Press, number: number, model: Model) {
  const state = stateAsOf(store, number)
  const { head } = state
  const heads =
    head &&
    (({ number, published_at, digest, newest_reference_date }) => ({
      number,
      published_at,
      digest,
      newest_reference_date,
    }))(head)
  assert.deepStrictEqual(heads, model.head)
  const days = ['2025-01-01', '2025-01-02', '2025-01-03', '2025-01-04', '2025-01-05', '2025-01-06']
  const everything = { from: '', to: '9999-12-31', after: '', limit: 100 }
  for (const figure of ['held', 'freed', 'taken']) {
    assert.deepStrictEqual(state.figure(figure), model.figure(figure))
    assert.deepStrictEqual(state.newestReferenceDate([figure]), model.newestReferenceDate([figure]))
    assert.deepStrictEqual(
      store.observations.series({ figure, ...everything }, number).map(plain),
      model.series(figure),
    )
    assert.deepStrictEqual(plain(store.observations.current(figure, number)), model.current(figure) ?? null)
    for (const day of days) {
      assert.deepStrictEqual(plain(store.observations.current(figure, number, day)), model.current(figure, day) ?? null)
      const key = { figure, reference_date: day }
      assert.deepStrictEqual(store.observations.revisions(key, number).map(plain), model.revisions(figure, day))
      assert.deepStrictEqual(
        plain(store.observations.newestRevision(key, number)),
        model.observation(figure, day) ?? null,
      )
    }
  }
  for (const index of [0, 1, 2, 3])
    assert.deepStrictEqual(state.source(`source-${index}`), model.source(`source-${index}`))
  for (const index of [0, 1])
    assert.deepStrictEqual(state.identity(`identity_${index}`), model.identity(`identity_${index}`))
}

function compareHeadlines({ store }: Press, number: number, { model, to }: { model: Model; to: string | undefined }) {
  const headlines = store.figures.current({ after: 0, limit: 100, reference_date_to: to }, number)
  const inOrder = model.figures.toSorted((one, other) => one.position - other.position)
  assert.deepStrictEqual(
    headlines.map(({ figure, observation, latest_exact }) => ({
      figure,
      observation: plain(observation),
      latest_exact,
    })),
    inOrder.map((figure) => ({ figure, ...model.headline(figure.id, to) })),
  )
}
