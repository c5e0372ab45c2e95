// Rules 4 and 6 of model.md for what sources say: each broken and each kept after the log of fixtures/desk.ts.

import t from 'tap'
import { brokenBy, brokenByObservation, claim, exactly, observation, planned, source } from './fixtures/desk.ts'

t.test('a source that is cited exists, in this release or before it', async (t) => {
  const detail = 'No source "radio" in this release or before it.'
  t.strictSame(brokenByObservation({ claims: [claim({ source: 'radio' })] }), [{ pointer: '/claims/0/source', detail }])
  t.equal(brokenByObservation({ claims: [claim({ source: 'paper' })] }), null)
  t.equal(
    brokenBy({
      sources: [source({ id: 'radio' })],
      observations: [observation({ claims: [claim({ source: 'radio' })] })],
    }),
    null,
  )
})

t.test(
  'a claim that cannot be read is told of its source, and its observation of its figure, at the same time',
  async (t) => {
    t.strictSame(
      brokenByObservation({ figure: 'heldd', claims: [claim({ source: 'radio', value: '24' }), 'nothing'] }),
      [
        { pointer: '/claims/0/value', detail: '"24" is not a whole number from 0 to 1,000,000.' },
        { pointer: '/claims/1', detail: '"nothing" is not an object.' },
        { pointer: '/figure', detail: 'No figure "heldd" in this release or before it.' },
        { pointer: '/claims/0/source', detail: 'No source "radio" in this release or before it.' },
      ],
    )
    t.strictSame(brokenByObservation({ claims: [claim({ source: 'No such!' })] }), [
      {
        pointer: '/claims/0/source',
        detail: '"No such!" is not a source id (2 to 64 lower-case letters, digits and -, the first of them no -).',
      },
    ])
  },
)

t.test('the wording of a claim holds its number', async (t) => {
  const wording = (text: string, changes: object = {}) =>
    brokenByObservation({ claims: [exactly(24, { wording: text, ...changes })] })
  const missing = (text: string, ...numbers: number[]) =>
    numbers.map((number) => ({
      pointer: '/claims/0/wording',
      detail: `The wording "${text}" does not hold the number ${number}.`,
    }))
  t.equal(wording('24 people'), null)
  t.equal(wording('twenty-four people'), null)
  t.strictSame(wording('in 2024'), missing('in 2024', 24))
  t.strictSame(wording('some people'), missing('some people', 24))
  t.strictSame(wording('twenty-four', { source: 'blatt' }), missing('twenty-four', 24))
  t.equal(wording('24 Menschen', { source: 'blatt' }), null)
  t.equal(wording('between 24 and 30', { qualifier: 'between', upper_value: 30 }), null)
  t.strictSame(wording('up from 24', { qualifier: 'between', upper_value: 30 }), missing('up from 24', 30))
  t.strictSame(wording('a few', { qualifier: 'between', upper_value: 30 }), missing('a few', 24, 30))
  t.equal(wording('32, of whom 8 were dead', { derivation: '32 - 8' }), null)
  t.strictSame(wording('24 were living', { derivation: '32 - 8' }), missing('24 were living', 32, 8))
  t.equal(wording('no one', { value: 0 }), null)
  t.equal(wording('the last hostage', { value: 1 }), null)
  t.equal(wording('the last hostage', { value: 0 }), null)
  t.strictSame(wording('none', { value: 1 }), missing('none', 1))
})

t.test('the wording is read in the language of the source as this release states it', async (t) => {
  const observations = [observation({ claims: [exactly(24, { source: 'blatt', wording: 'twenty-four' })] })]
  t.equal(brokenBy({ sources: [source({ id: 'blatt', language: 'en' })], observations }), null)
})

t.test('a derivation is a sum that gives the value', async (t) => {
  const derived = (derivation: string) =>
    brokenByObservation({ claims: [exactly(24, { derivation, wording: '24, 32 and 8' })] })
  t.equal(derived('32 - 8'), null)
  t.strictSame(derived('32 + 8'), [{ pointer: '/claims/0/derivation', detail: '"32 + 8" gives 40, not 24.' }])
  t.strictSame(derived('8 - 32'), [{ pointer: '/claims/0/derivation', detail: '"8 - 32" gives -24, not 24.' }])
  const none = '"24" is not a sum of whole numbers, such as "147 - 8".'
  t.strictSame(derived('24'), [{ pointer: '/claims/0/derivation', detail: none }])
})

t.test('exactly one claim is preferred, and a lone one is', async (t) => {
  const claims = (...preferred: (boolean | undefined)[]) =>
    brokenByObservation({ claims: preferred.map((one) => claim({ preferred: one })) })
  const broken = (detail: string) => [{ pointer: '/claims', detail }]
  t.equal(claims(undefined), null)
  t.equal(claims(true), null)
  t.equal(claims(undefined, true, false), null)
  t.strictSame(claims(false), broken('Exactly one claim is preferred; here none is.'))
  t.strictSame(claims(undefined, undefined), broken('Exactly one claim is preferred; here none is.'))
  t.strictSame(claims(true, false, true), broken('Exactly one claim is preferred; here 2 are.'))
  t.strictSame(brokenByObservation({ claims: [] }), broken('An observation needs at least one claim.'))
})

t.test('the quantity of a revision is that of its preferred claim', async (t) => {
  const claims = [exactly(22), claim({ preferred: true })]
  const quantity = {
    value: 24,
    qualifier: 'about',
    upper_value: null,
    lower_bound: null,
    upper_bound: null,
    contested: true,
  }
  t.match(planned({ observations: [observation({ claims })] }), { projection: { revisions: [quantity] } })
})

t.test('upper_value goes with between, and is greater than value', async (t) => {
  const upper = (qualifier: string, upper_value: number | null) =>
    brokenByObservation({ claims: [claim({ qualifier, upper_value, wording: '24 to 30, or 20' })] })
  const broken = (detail: string) => [{ pointer: '/claims/0/upper_value', detail }]
  t.equal(upper('between', 30), null)
  t.strictSame(upper('between', null), broken('"between 24 and …" needs an upper_value.'))
  t.strictSame(upper('at_least', 30), broken('upper_value 30 goes only with "between", not "at_least".'))
  t.strictSame(upper('between', 20), broken('upper_value 20 is not greater than value 24.'))
  t.match(upper('between', 24), [
    { pointer: '/claims/0/upper_value', detail: 'upper_value 24 is not greater than value 24.' },
  ])
})

t.test('there are never fewer than 0', async (t) => {
  const fewer = (value: number) =>
    brokenByObservation({ claims: [claim({ qualifier: 'fewer_than', value, wording: `fewer than ${value}` })] })
  t.equal(fewer(1), null)
  t.strictSame(fewer(0), [{ pointer: '/claims/0/value', detail: 'There are never fewer than 0.' }])
})

t.test('values are whole, from 0 to 1,000,000', async (t) => {
  const value = (number: number) =>
    brokenByObservation({ claims: [claim({ value: number, wording: `${Math.abs(number)} people` })] })
  t.equal(value(0), null)
  t.equal(value(1_000_000), null)
  for (const number of [-1, 1.5, 1_000_001]) {
    t.strictSame(value(number), [
      { pointer: '/claims/0/value', detail: `${number} is not a whole number from 0 to 1,000,000.` },
    ])
  }
})

t.test('a claim from a source without a url has a locator', async (t) => {
  const heard = (locator: string | null) =>
    brokenBy({
      sources: [source({ id: 'radio', url: null, note: 'Broadcast only.' })],
      observations: [observation({ claims: [claim({ source: 'radio', locator })] })],
    })
  t.equal(heard('eight o’clock news'), null)
  t.strictSame(heard(null), [
    {
      pointer: '/observations/0/claims/0/locator',
      detail: 'Source "radio" has no url, so a claim from it needs a locator.',
    },
  ])
})
