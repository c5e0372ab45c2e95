import fc from 'fast-check'
import t from 'tap'
import {
  Bounds,
  bounds,
  Count,
  contests,
  display,
  Qualifier,
  type Quantity,
  sameQuantity,
} from '../src/domain/quantity.ts'
import { quantities } from './fixtures/arbitraries.ts'

const said = (qualifier: Qualifier, value: number, upper_value: number | null = null): Quantity => ({
  value,
  qualifier,
  upper_value,
})

t.test('a quantity is shown with its hedge', async (t) => {
  t.equal(display(said('exact', 24)), '24')
  t.equal(display(said('about', 24)), 'about 24')
  t.equal(display(said('at_least', 35)), 'at least 35')
  t.equal(display(said('more_than', 100)), 'more than 100')
  t.equal(display(said('at_most', 3)), 'at most 3')
  t.equal(display(said('fewer_than', 10)), 'fewer than 10')
  t.equal(display(said('between', 200, 250)), 'between 200 and 250')
  t.equal(display(said('exact', 0)), '0')
  t.equal(display(said('at_least', 1_200)), 'at least 1,200')
  t.equal(display(said('between', 1_200, 1_000_000)), 'between 1,200 and 1,000,000')
  t.equal(display(said('between', 24)), 'between 24 and …', 'a draft that has no upper_value yet')
})

t.test('no two quantities are shown alike: neither hedge nor number is ever lost', async (t) => {
  const close = quantities(12)
  const isTold = fc.property(
    close,
    close,
    (one, other) => (display(one) === display(other)) === sameQuantity(one, other),
  )
  t.doesNotThrow(() => fc.assert(isTold, { numRuns: 2_000 }))
})

t.test('there are seven hedges', async (t) => {
  t.strictSame(Qualifier.options, ['exact', 'about', 'at_least', 'more_than', 'at_most', 'fewer_than', 'between'])
})

t.test('bounds of any count can be served, those beyond the last too', async (t) => {
  t.strictSame(Bounds.parse(bounds(said('more_than', 1_000_000))), { lower_bound: 1_000_001, upper_bound: null })
  t.strictSame(Bounds.parse(bounds(said('at_most', 0))), { lower_bound: 0, upper_bound: 0 })
})

t.test('every qualifier implies its bounds, and about implies none', async (t) => {
  const ends = (lower_bound: number | null, upper_bound: number | null) => ({ lower_bound, upper_bound })
  t.strictSame(bounds(said('exact', 24)), ends(24, 24))
  t.strictSame(bounds(said('about', 250)), ends(null, null))
  t.strictSame(bounds(said('at_least', 35)), ends(35, null))
  t.strictSame(bounds(said('more_than', 100)), ends(101, null))
  t.strictSame(bounds(said('at_most', 3)), ends(0, 3))
  t.strictSame(bounds(said('fewer_than', 10)), ends(0, 9))
  t.strictSame(bounds(said('fewer_than', 1)), ends(0, 0))
  t.strictSame(bounds(said('between', 200, 250)), ends(200, 250))
})

const allows: Record<Exclude<Qualifier, 'about'>, (n: number, quantity: Quantity) => boolean> = {
  exact: (n, { value }) => n === value,
  at_least: (n, { value }) => n >= value,
  more_than: (n, { value }) => n > value,
  at_most: (n, { value }) => n <= value,
  fewer_than: (n, { value }) => n < value,
  between: (n, { value, upper_value }) => n >= value && n <= Number(upper_value),
}

t.test('bounds hold every number of people that the qualifier allows, and no other', async (t) => {
  const exactly = fc.property(
    quantities(),
    fc.integer({ min: -12, max: 12 }),
    fc.nat(1_000_001),
    (quantity, step, any) => {
      const { lower_bound, upper_bound } = bounds(quantity)
      if (quantity.qualifier === 'about') return lower_bound === null && upper_bound === null
      const allowed = allows[quantity.qualifier]
      return [0, any, Math.max(0, quantity.value + step), 1_000_001].every(
        (n) => ((lower_bound ?? 0) <= n && n <= (upper_bound ?? Number.POSITIVE_INFINITY)) === allowed(n, quantity),
      )
    },
  )
  t.doesNotThrow(() => fc.assert(exactly, { numRuns: 3_000 }))
})

t.test('two quantities contest each other when they cannot be true together', async (t) => {
  const judged: [Quantity, Quantity, boolean][] = [
    [said('exact', 24), said('exact', 24), false],
    [said('exact', 24), said('exact', 25), true],
    [said('at_least', 35), said('exact', 32), true],
    [said('at_least', 35), said('exact', 35), false],
    [said('more_than', 100), said('exact', 100), true],
    [said('more_than', 100), said('exact', 101), false],
    [said('fewer_than', 10), said('at_least', 10), true],
    [said('fewer_than', 10), said('at_least', 9), false],
    [said('at_most', 3), said('more_than', 3), true],
    [said('at_most', 3), said('at_least', 3), false],
    [said('between', 200, 250), said('exact', 250), false],
    [said('between', 200, 250), said('exact', 251), true],
    [said('between', 200, 250), said('between', 250, 300), false],
    [said('at_least', 35), said('at_least', 400), false],
  ]
  for (const [one, other, expected] of judged) {
    t.equal(contests(one, other), expected, `${display(one)} and ${display(other)}`)
    t.equal(contests(other, one), expected, `${display(other)} and ${display(one)}`)
  }
})

t.test('about leaves half its roundness on either side, for the question of contest alone', async (t) => {
  const reach = (value: number) =>
    [...Array(400).keys()].filter((n) => !contests(said('about', value), said('exact', n)))
  t.same(reach(24), [24])
  t.same(reach(105), [105])
  t.same(reach(250), [245, 246, 247, 248, 249, 250, 251, 252, 253, 254, 255])
  t.same(reach(100), [95, 96, 97, 98, 99, 100, 101, 102, 103, 104, 105])
  t.same(reach(0), [0, 1, 2, 3, 4, 5])
  t.equal(contests(said('about', 24), said('exact', 22)), true)
  t.equal(contests(said('about', 250), said('exact', 251)), false)
  t.equal(contests(said('about', 100), said('exact', 106)), true)
  t.equal(contests(said('about', 100), said('more_than', 104)), false)
  t.equal(contests(said('about', 100), said('more_than', 105)), true)
  t.equal(contests(said('about', 24), said('about', 25)), true)
  t.equal(contests(said('about', 240), said('about', 250)), false)
})

t.test('quantities contest exactly when no number of people is allowed by both', async (t) => {
  const plain = quantities(15).filter(({ qualifier }) => qualifier !== 'about')
  const allowed = (n: number, quantity: Quantity) => allows[quantity.qualifier as 'exact'](n, quantity)
  const agrees = fc.property(plain, plain, (one, other) => {
    const both = [...Array(40).keys()].some((n) => allowed(n, one) && allowed(n, other))
    return contests(one, other) === !both
  })
  t.doesNotThrow(() => fc.assert(agrees, { numRuns: 1_000 }))
})

t.test('the same quantity is the same number with the same hedge', async (t) => {
  t.equal(sameQuantity(said('about', 24), said('about', 24)), true)
  t.equal(sameQuantity(said('about', 24), said('exact', 24)), false)
  t.equal(sameQuantity(said('about', 24), said('about', 25)), false)
  t.equal(sameQuantity(said('between', 20, 30), said('between', 20, 31)), false)
  t.equal(sameQuantity(said('exact', 0), null), false)
  t.equal(sameQuantity(null, null), true)
})

t.test('a count is whole, from 0 to 1,000,000', async (t) => {
  for (const count of [0, 1, 1_000_000]) t.equal(Count.parse(count), count)
  for (const count of [-1, 0.5, 1_000_001, Number.NaN, '24', null]) {
    const { error } = Count.safeParse(count)
    t.same(
      error?.issues.map((issue) => issue.message),
      ['a whole number from 0 to 1,000,000'],
      `refuses ${count}`,
    )
  }
})
