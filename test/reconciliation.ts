import fc from 'fast-check'
import t from 'tap'
import { bounds, type Qualifier, type Quantity } from '../src/domain/quantity.ts'
import { Identity, reconcile, type Term } from '../src/domain/reconciliation.ts'
import { quantities } from './fixtures/arbitraries.ts'
import { identity } from './fixtures/desk.ts'
import { bundledPress } from './fixtures/press.ts'

const term = (
  figure: string,
  qualifier: Qualifier,
  value: number,
  { upper_value = null as number | null, on = '2025-03-05' } = {},
): Term => ({
  figure,
  observation: { value, qualifier, upper_value, reference_date: on },
})
const unknown = (figure: string): Term => ({ figure, observation: null })
const on5March = { reference_date: '2025-03-05', missing: [] }

t.test('exact terms of one day hold when they add up', async (t) => {
  const [taken, before] = [term('taken', 'exact', 251), term('before', 'exact', 4)]
  const parts = [term('freed', 'exact', 196), term('held', 'exact', 59)]
  const gapOf = (gap: number) => ({ gap, gap_lower_bound: gap, gap_upper_bound: gap })
  t.strictSame(reconcile([taken, before], parts), { verdict: 'holds', ...gapOf(0), ...on5March })
  t.strictSame(reconcile([taken], parts), { verdict: 'violated', ...gapOf(-4), ...on5March })
  t.strictSame(reconcile([taken, before], parts.slice(1)), { verdict: 'violated', ...gapOf(196), ...on5March })
})

t.test('hedged terms are possible while the gap can be 0, and violated when it cannot', async (t) => {
  const weighed = (total: Term, part: Term) => {
    const { verdict, gap, gap_lower_bound, gap_upper_bound } = reconcile([total], [part])
    return [verdict, gap, gap_lower_bound, gap_upper_bound]
  }
  const exact = term('taken', 'exact', 100)
  t.strictSame(weighed(exact, term('held', 'at_least', 90)), ['possible', 10, null, 10])
  t.strictSame(weighed(exact, term('held', 'at_least', 100)), ['possible', 0, null, 0])
  t.strictSame(weighed(exact, term('held', 'more_than', 100)), ['violated', 0, null, -1])
  t.strictSame(weighed(exact, term('held', 'at_most', 100)), ['possible', 0, 0, 100])
  t.strictSame(weighed(exact, term('held', 'fewer_than', 100)), ['violated', 0, 1, 100])
  t.strictSame(weighed(exact, term('held', 'about', 900)), ['possible', -800, null, null])
  t.strictSame(weighed(term('taken', 'about', 100), exact), ['possible', 0, null, null])
  t.strictSame(weighed(term('taken', 'between', 90, { upper_value: 99 }), exact), ['violated', -10, -10, -1])
  t.strictSame(weighed(term('taken', 'between', 90, { upper_value: 100 }), exact), ['possible', -10, -10, 0])
  t.strictSame(weighed(term('taken', 'at_least', 101), exact), ['violated', 1, 1, null])
})

t.test('terms of several days are shown with their gap and not judged', async (t) => {
  const weighed = reconcile([term('taken', 'exact', 100)], [term('held', 'exact', 90, { on: '2025-03-06' })])
  t.strictSame(weighed, {
    verdict: 'mixed_dates',
    reference_date: null,
    gap: 10,
    gap_lower_bound: 10,
    gap_upper_bound: 10,
    missing: [],
  })
})

t.test('a term without an observation leaves everything open and is named', async (t) => {
  const nothing = {
    verdict: 'incomplete',
    reference_date: null,
    gap: null,
    gap_lower_bound: null,
    gap_upper_bound: null,
  }
  const taken = term('taken', 'exact', 100)
  t.strictSame(reconcile([taken], [unknown('freed'), term('held', 'exact', 90), unknown('rescued')]), {
    ...nothing,
    missing: ['freed', 'rescued'],
  })
  t.strictSame(reconcile([unknown('taken')], [term('held', 'exact', 90)]), { ...nothing, missing: ['taken'] })
  t.strictSame(reconcile([unknown('taken')], [unknown('held')]), { ...nothing, missing: ['taken', 'held'] })
})

t.test('the gap interval holds the gap of all numbers of people that the terms allow', async (t) => {
  const pairs = fc.array(fc.tuple(quantities(30), fc.nat(40)), { minLength: 1, maxLength: 3 })
  const allowed = ([quantity, n]: [Quantity, number]) => {
    const { lower_bound, upper_bound } = bounds(quantity)
    return Math.min(Math.max(n, lower_bound ?? 0), upper_bound ?? Number.POSITIVE_INFINITY)
  }
  const terms = (side: [Quantity, number][]) =>
    side.map(([quantity]): Term => ({ figure: 'any', observation: { ...quantity, reference_date: '2025-03-05' } }))
  const contains = fc.property(pairs, pairs, (total, parts) => {
    const { gap_lower_bound, gap_upper_bound, verdict } = reconcile(terms(total), terms(parts))
    const sum = (side: [Quantity, number][]) => side.map(allowed).reduce((one, other) => one + other, 0)
    const gap = sum(total) - sum(parts)
    const inside = (gap_lower_bound ?? gap) <= gap && gap <= (gap_upper_bound ?? gap)
    return inside && !(gap === 0 && verdict === 'violated')
  })
  t.doesNotThrow(() => fc.assert(contains, { numRuns: 2_000 }))
})

t.test('an identity has terms on both sides', async (t) => {
  t.equal(Identity.safeParse(identity()).success, true)
  for (const side of ['total', 'parts']) {
    const { error } = Identity.safeParse(identity({ [side]: [] }))
    t.match(error?.issues, [{ path: [side], message: 'a list of at least one figure' }])
  }
})

t.test('by the bundled data, everyone ever held is accounted for on 27 February 2025', async (t) => {
  const { store } = await bundledPress(t)
  const newest = store.releases.newest()?.number ?? 0
  const terms = (figures: string[] | undefined): Term[] => {
    const found = store.figures.current({ figures, reference_date_to: '2025-02-27', after: 0, limit: 100 }, newest)
    return found.map(({ figure, observation }) => ({
      figure: figure.id,
      observation: observation as Term['observation'],
    }))
  }
  const all = store.identities.one('all_held', newest)
  t.strictSame(all?.total, ['taken', 'held_before_attack'])
  t.strictSame(all?.parts, ['released_living', 'released_bodies', 'rescued', 'recovered_bodies', 'held'])
  t.strictSame(reconcile(terms(all?.total), terms(all?.parts)), {
    verdict: 'holds',
    reference_date: '2025-02-27',
    gap: 0,
    gap_lower_bound: 0,
    gap_upper_bound: 0,
    missing: [],
  })
  t.equal(terms(all?.parts).length, 5)
})
