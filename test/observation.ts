import t from 'tap'
import { Claim } from '../src/domain/claim.ts'
import { DraftObservation, quantityOf, weigh } from '../src/domain/observation.ts'
import type { Qualifier } from '../src/domain/quantity.ts'

const claim = (qualifier: Qualifier, value: number, preferred = false, upper_value: number | null = null) => ({
  ...Claim.parse({ source: 'paper', value, qualifier, upper_value, wording: `${value} people` }),
  preferred,
})

t.test('an observation is the quantity of its preferred claim, wherever that stands', async (t) => {
  const weighed = {
    value: 35,
    qualifier: 'at_least',
    upper_value: null,
    lower_bound: 35,
    upper_bound: null,
    contested: false,
  }
  t.strictSame(weigh([claim('at_least', 35, true)]), weighed)
  t.strictSame(weigh([claim('exact', 36), claim('exact', 37), claim('at_least', 35, true)]), weighed)
  const between = {
    value: 20,
    qualifier: 'between',
    upper_value: 25,
    lower_bound: 20,
    upper_bound: 25,
    contested: false,
  }
  t.strictSame(weigh([claim('between', 20, true, 25)]), between)
})

t.test('it is contested when another claim cannot be true together with the preferred one', async (t) => {
  t.equal(weigh([claim('about', 24, true), claim('exact', 22)]).contested, true)
  t.equal(weigh([claim('exact', 22), claim('about', 24, true)]).contested, true)
  t.equal(weigh([claim('about', 24, true), claim('exact', 24), claim('at_most', 23)]).contested, true)
  t.equal(weigh([claim('about', 24, true), claim('exact', 24), claim('at_least', 20)]).contested, false)
})

t.test('claims that contest each other but not the preferred one leave it uncontested', async (t) => {
  t.equal(weigh([claim('about', 250, true), claim('exact', 246), claim('exact', 254)]).contested, false)
})

t.test('without claims there is no quantity, no bound and no contest', async (t) => {
  const nothing = {
    value: null,
    qualifier: null,
    upper_value: null,
    lower_bound: null,
    upper_bound: null,
    contested: false,
  }
  t.strictSame(weigh([]), nothing)
})

t.test('a quantity of 0 is a quantity, and only null is none', async (t) => {
  t.strictSame(quantityOf(weigh([claim('exact', 0, true)])), { value: 0, qualifier: 'exact', upper_value: null })
  t.equal(quantityOf(weigh([])), null)
})

t.test('what an observation leaves out is null, and its claims none', async (t) => {
  const short = { figure: 'held', reference_date: '2025-03-05', change_type: 'retracted' }
  t.strictSame(DraftObservation.parse(short), {
    ...short,
    reason: null,
    error_origin: null,
    series_break: null,
    claims: [],
  })
})
