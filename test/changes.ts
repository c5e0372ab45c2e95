import fc from 'fast-check'
import t from 'tap'
import { type Change, changes, restatedKeys, said, sentence } from '../src/domain/changes.ts'
import { Figure } from '../src/domain/figure.ts'
import { project } from '../src/domain/projection.ts'
import { display, type Quantity } from '../src/domain/quantity.ts'
import { legalHistories } from './fixtures/arbitraries.ts'
import { claim, exactly, figure, identity, log, observation, planned, source } from './fixtures/desk.ts'
import { modelAsOf } from './fixtures/model.ts'

const before = modelAsOf(log, log.length)
const reason = 'A source says so.'

/** What a draft changes after the log. */
const changed = (draft: object): Change[] => {
  const made = planned(draft)
  if (made.broken !== null) throw new Error(JSON.stringify(made.broken))
  return changes(made.projection, before)
}
const told = (...observations: object[]) => changed({ observations }).map(sentence)

const about24 = {
  display: 'about 24',
  value: 24,
  qualifier: 'about',
  upper_value: null,
  reference_date: '2025-03-05',
  lower_bound: null,
  upper_bound: null,
  contested: false,
  series_break: null,
  definition_version: 1,
}

t.test('a correction is told against what it corrects', async (t) => {
  const corrected = observation({
    reference_date: '2025-03-05',
    change_type: 'corrected',
    reason,
    error_origin: 'source',
    series_break: 'Soldiers count from here.',
    claims: [
      claim({ value: 20, upper_value: 25, qualifier: 'between', wording: '20 to 25', preferred: true }),
      exactly(26),
    ],
  })
  t.strictSame(changed({ observations: [corrected] }), [
    {
      subject: 'observation',
      figure: 'held',
      reference_date: '2025-03-05',
      revision: 2,
      release: 3,
      change_type: 'corrected',
      reason,
      error_origin: 'source',
      from: about24,
      to: {
        display: 'between 20 and 25',
        value: 20,
        qualifier: 'between',
        upper_value: 25,
        reference_date: '2025-03-05',
        lower_bound: 20,
        upper_bound: 25,
        contested: true,
        series_break: 'Soldiers count from here.',
        definition_version: 1,
      },
      now_current: null,
      quantity_changed: true,
      comparable: true,
    },
  ])
})

t.test('a new number is told against the one that was current, a backfilled one against none', async (t) => {
  t.match(changed({ observations: [observation()] }), [
    { from: about24, to: { display: 'about 24' }, quantity_changed: false },
  ])
  const first = observation({ figure: 'taken', claims: [exactly(9)] })
  t.match(changed({ observations: [first] }), [
    { from: null, to: { value: 9 }, now_current: null, quantity_changed: true },
  ])
  const late = observation({ reference_date: '2025-03-04', change_type: 'backfilled' })
  t.match(changed({ observations: [late] }), [
    { from: null, to: { display: 'about 24' }, now_current: null, quantity_changed: true },
  ])
})

t.test('a retraction tells what the figure says instead', async (t) => {
  const retracted = (reference_date: string) => ({ figure: 'held', reference_date, change_type: 'retracted', reason })
  const instead = { display: '25', reference_date: '2025-03-01' }
  t.match(changed({ observations: [retracted('2025-03-05')] }), [
    { from: about24, to: null, now_current: instead, quantity_changed: true },
  ])
  t.match(changed({ observations: [retracted('2025-03-01')] }), [
    { from: { display: '25' }, to: null, now_current: about24 },
  ])
  const both = changed({ observations: [retracted('2025-03-05'), retracted('2025-03-01')] })
  t.match(both, [
    { reference_date: '2025-03-01', now_current: null },
    { reference_date: '2025-03-05', now_current: null },
  ])
  const replaced = changed({ observations: [retracted('2025-03-05'), observation({ claims: [exactly(22)] })] })
  t.match(replaced, [{ now_current: { display: '22', reference_date: '2025-03-10' } }, { from: instead }])
})

t.test('what comes back after a retraction replaces nothing', async (t) => {
  const back = observation({ reference_date: '2025-03-03', change_type: 'revised', reason, claims: [exactly(23)] })
  t.match(changed({ observations: [back] }), [
    { revision: 3, from: null, to: { display: '23' }, quantity_changed: true },
  ])
})

t.test('the number moved when value, hedge or upper value did', async (t) => {
  const moved = (claims: object[]) => {
    const [change] = changed({
      observations: [observation({ reference_date: '2025-03-05', change_type: 'revised', reason, claims })],
    })
    return change?.subject === 'observation' && change.quantity_changed
  }
  t.equal(moved([exactly(24)]), true)
  t.equal(moved([claim({ value: 23, wording: '23' })]), true)
  t.equal(moved([claim({ locator: 'paragraph 2' })]), false)
})

t.test('restated sources, figures and identities are changes, with the keys that differ', async (t) => {
  const draft = {
    figures: [figure({ title: 'Another title' }), figure({ id: 'other' })],
    sources: [source({ carrier: 'A site', published_on: null }), source({ id: 'radio' })],
    identities: [identity({ parts: ['held', 'freed'], title: 'All' }), identity({ id: 'other' })],
    observations: [observation()],
  }
  t.match(changed(draft), [
    { subject: 'source', id: 'paper', release: 3, restated: ['carrier', 'published_on'] },
    { subject: 'figure', id: 'held', release: 3, restated: ['title'] },
    { subject: 'identity', id: 'everyone', release: 3, restated: ['title', 'parts'] },
    { subject: 'observation' },
  ])
  t.equal(changed(draft).length, 4, 'what is said for the first time is no change')
  t.strictSame(
    changed({ figures: [figure()], sources: [source({ id: 'radio' })] }),
    [],
    'nor is what is said as before',
  )
})

t.test('keys that are not of the definition are not restated', async (t) => {
  const was = { ...Figure.parse(figure()), release: 1, position: 1_000_000 }
  t.strictSame(restatedKeys(Figure, { ...was, release: 2, unit: 'bodies' }, was), ['unit'])
  t.strictSame(restatedKeys(Figure, was, was), [])
  t.equal(restatedKeys(Figure, was, undefined), null)
})

t.test('what is retracted, or is not there, says nothing', async (t) => {
  t.equal(said(undefined), null)
  t.equal(said(before.observation('held', '2025-03-03')), null)
  t.strictSame(said(before.observation('held', '2025-03-05')), about24)
})

t.test('a change is a sentence with its hedges, its days and its cause', async (t) => {
  const on5March = { reference_date: '2025-03-05', reason }
  t.strictSame(told(observation()), ['held 2025-03-10: about 24 on 2025-03-05 → about 24 (new)'])
  t.strictSame(told(observation({ figure: 'taken', claims: [exactly(9)] })), ['taken 2025-03-10: 9 (new)'])
  t.strictSame(told(observation({ ...on5March, change_type: 'revised', claims: [exactly(23)] })), [
    'held 2025-03-05: about 24 → 23 (revised: A source says so.)',
  ])
  const retracted = { figure: 'held', ...on5March, change_type: 'retracted' }
  t.strictSame(told(retracted), [
    'held 2025-03-05: about 24 → retracted; now 25 on 2025-03-01 (retracted: A source says so.)',
  ])
  t.strictSame(told({ ...retracted, figure: 'freed' }), [
    'freed 2025-03-05: 30 → retracted; now no figure (retracted: A source says so.)',
  ])
  t.strictSame(
    told(observation({ reference_date: '2025-03-03', change_type: 'revised', reason, claims: [exactly(23)] })),
    ['held 2025-03-03: retracted → 23 (revised: A source says so.)'],
  )
  t.strictSame(changed({ sources: [source({ carrier: 'A site', title: 'Another' })] }).map(sentence), [
    'source paper: carrier, title restated',
  ])
})

t.test('every number in the sentence of any change stands there with its hedge', async (t) => {
  const hedged = (quantity: Quantity | null) => (quantity === null ? '' : display(quantity))
  const survives = fc.property(legalHistories(4), ({ releases }) =>
    releases.every((release, index) => {
      const state = modelAsOf(releases, index)
      return changes(project(release, state), state).every((change) => {
        if (change.subject !== 'observation') return true
        const { figure, reference_date, from, to, now_current, change_type } = change
        const text = sentence(change).replace(' (', ': ').split(`${figure} ${reference_date}: `)[1] as string
        const on = (one: typeof from) =>
          one === null || one.reference_date === reference_date ? '' : ` on ${one.reference_date}`
        const before = change.revision > 1 ? 'retracted → ' : ''
        const start = from === null ? before : `${hedged(from)}${on(from)} → `
        const instead = now_current === null ? '; now no figure' : `; now ${hedged(now_current)}${on(now_current)}`
        return text.startsWith(`${start}${to === null ? `retracted${instead}` : hedged(to)}: ${change_type}`)
      })
    }),
  )
  t.doesNotThrow(() => fc.assert(survives, { numRuns: 200 }))
})
