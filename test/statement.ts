import fc from 'fast-check'
import t from 'tap'
import { Claim } from '../src/domain/claim.ts'
import { Accumulation } from '../src/domain/figure.ts'
import { contests, display } from '../src/domain/quantity.ts'
import { type CreditedClaim, credit, dateInWords, statement } from '../src/domain/statement.ts'
import { quantities } from './fixtures/arbitraries.ts'
import { bundledPress } from './fixtures/press.ts'

const claim = (changes: object = {}, publisher = 'The New York Times'): CreditedClaim => ({
  ...Claim.parse({ source: 'paper', value: 24, qualifier: 'about', wording: 'About 24', attributed_to: 'Israel' }),
  preferred: false,
  publisher,
  ...changes,
})
const preferred = (changes: object = {}) => claim({ preferred: true, ...changes })
const said = (claims: CreditedClaim[], accumulation: Accumulation = 'stock') =>
  statement({ title: 'People held', accumulation, reference_date: '2025-03-05', claims })

t.test('a statement is title, quantity, date and source in one sentence', async (t) => {
  t.equal(said([preferred()]), 'People held: about 24 on 5 March 2025. Source: Israel, in The New York Times.')
})

t.test('a count since a day is by a date, a count of an event as counted on it', async (t) => {
  const source = 'Source: Israel, in The New York Times.'
  t.equal(said([preferred()], 'cumulative'), `People held: about 24 by 5 March 2025. ${source}`)
  t.equal(said([preferred()], 'event'), `People held: about 24, as counted on 5 March 2025. ${source}`)
})

t.test('a publisher whose own count it is is named once', async (t) => {
  t.equal(
    said([preferred({ attributed_to: null })]),
    'People held: about 24 on 5 March 2025. Source: The New York Times.',
  )
  t.equal(credit(claim({ attributed_to: 'AP' }, 'AP')), 'AP')
  t.equal(credit(claim({ attributed_to: null }, 'AP')), 'AP')
  t.equal(credit(claim({ attributed_to: 'Israel' }, 'AP')), 'Israel, in AP')
})

t.test('every claim that contests is named with its hedge, and none that agrees', async (t) => {
  const claims = [
    claim({ value: 22, qualifier: 'exact', attributed_to: 'Israeli intelligence' }, 'NZ Herald'),
    claim({ value: 24, qualifier: 'exact' }, 'AP'),
    preferred(),
    claim({ value: 25, qualifier: 'at_least', attributed_to: null }, 'Reuters'),
  ]
  t.equal(
    said(claims),
    'People held: about 24 on 5 March 2025. Source: Israel, in The New York Times. ' +
      'Contested: 22 (Israeli intelligence, in NZ Herald); at least 25 (Reuters).',
  )
})

t.test('a retracted figure has no number', async (t) => {
  t.equal(said([]), 'People held: the figure on 5 March 2025 was retracted.')
  t.equal(said([], 'cumulative'), 'People held: the figure by 5 March 2025 was retracted.')
  t.equal(said([], 'event'), 'People held: the figure as counted on 5 March 2025 was retracted.')
})

t.test('every number of any statement stands there with its hedge', async (t) => {
  const claims = fc
    .array(quantities(30), { minLength: 1, maxLength: 4 })
    .map((list) =>
      list.map((quantity, index) =>
        claim({ ...quantity, preferred: index === 0, attributed_to: null }, `Publisher ${'ABCD'[index]}`),
      ),
    )
  const hedged = fc.property(claims, fc.constantFrom(...Accumulation.options), (list, accumulation) => {
    const [main, ...others] = list as [CreditedClaim, ...CreditedClaim[]]
    const [before = '', contested = ''] = said(list, accumulation).split(' Contested: ')
    const parts = contested === '' ? [] : contested.replace(/\.$/, '').split('; ')
    const expected = others
      .filter((other) => contests(other, main))
      .map((other) => `${display(other)} (${other.publisher})`)
    return (
      before.startsWith(`People held: ${display(main)}${accumulation === 'event' ? ',' : ''} `) &&
      parts.join() === expected.join()
    )
  })
  t.doesNotThrow(() => fc.assert(hedged, { numRuns: 500 }))
})

t.test('dates are written out, without leading noughts', async (t) => {
  const months = 'January February March April May June July August September October November December'.split(' ')
  for (const [index, month] of months.entries()) {
    t.equal(dateInWords(`2024-${String(index + 1).padStart(2, '0')}-09`), `9 ${month} 2024`)
  }
  t.equal(dateInWords('2023-10-31'), '31 October 2023')
})

t.test('the number of the article of 5 March 2025 is told with its hedge and the claim that contests it', async (t) => {
  const { store } = await bundledPress(t)
  const observation = store.observations.current('held_living', 2)
  const claims =
    observation?.claims.map((one) => ({ ...one, publisher: observation.sources.get(one.source)?.publisher ?? '' })) ??
    []
  const title = store.figures.definition('held_living', 2)?.title ?? ''
  t.equal(
    statement({ title, accumulation: 'stock', reference_date: '2025-03-05', claims }),
    'Hostages believed alive and still held: about 24 on 5 March 2025. Source: Israel, in The New York Times. ' +
      'Contested: 22 (Israeli intelligence, in NZ Herald).',
  )
})
