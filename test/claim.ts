import fc from 'fast-check'
import t, { type Test } from 'tap'
import { Claim, derivationTerms, missingNumbers, numbersIn, statedNumbers } from '../src/domain/claim.ts'

/** What each wording holds in a language, as a table. */
const holds = (t: Test, language: string, table: Record<string, number[]>) => {
  for (const [wording, numbers] of Object.entries(table))
    t.same(numbersIn(wording, language), numbers, `${language}: ${wording}`)
}

t.test('digits count as whole tokens only', async (t) => {
  holds(t, 'en', {
    'about 250': [250],
    '250, 24 and 8.': [250, 24, 8],
    'killed in 2014': [2014],
    'the 24-year-old': [24],
    'between 20–25': [20, 25],
    'on 7/10': [7, 10],
    '(12)': [12],
    '5th of the month, G20, 20s and B2B': [],
    '2.5 and 2,5': [],
    '½ or 3²': [],
    '007': [7],
  })
})

t.test('thousands may be separated, with any of the usual separators', async (t) => {
  holds(t, 'en', {
    '1,200 people': [1_200],
    '1200 people': [1_200],
    '1,000,000': [1_000_000],
    '1,200,20': [],
    '1,2000': [],
  })
  holds(t, 'de', { '1.200 Menschen': [1_200], "1'200": [1_200], '1’200': [1_200] })
  holds(t, 'fr', { '1\u00a0200': [1_200], '1\u2009200': [1_200], '1\u202f200 personnes': [1_200] })
})

t.test('the digits of Arabic script count like others', async (t) => {
  holds(t, 'ar', { 'نحو ٢٥٠ شخصا': [250], '١٬٢٠٠': [1_200], '١٫٥': [], '٠١٢٣٤٥٦٧٨٩': [123_456_789] })
  holds(t, 'fa', { '۲۵۰ نفر': [250], '۰۱۲۳۴۵۶۷۸۹': [123_456_789] })
})

t.test('English words count up to ninety-nine', async (t) => {
  holds(t, 'en', {
    'the bodies of eight more': [8],
    'Eleven others, NINETEEN in all': [11, 19],
    'ninety-eight': [98],
    'Twenty four': [24],
    'twenty, ten and twenty ten': [20, 10, 20, 10],
    thirty: [30],
    zero: [0],
    'someone and tenfold': [],
  })
  holds(t, 'en-GB', { 'twenty-one': [21] })
})

t.test('every number up to ninety-nine is read from its English words', async (t) => {
  const units =
    'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
      ' ',
    )
  const tens = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ')
  for (let n = 0; n < 100; n++) {
    const words = n < 20 ? `${units[n]}` : `${tens[Math.floor(n / 10) - 2]}${n % 10 === 0 ? '' : `-${units[n % 10]}`}`
    t.same(numbersIn(`the ${words} people`, 'en'), [n], words)
  }
})

t.test('a part of a larger number, of an ordinal or of nobody is no number', async (t) => {
  holds(t, 'en', {
    'one hundred and five': [],
    'two hundred five': [],
    'hundred-and-five': [],
    'three thousand': [],
    'twenty-four thousand': [],
    '3 thousand, 2 million and 12 billion': [],
    'two dozen': [],
    'the twenty-fourth': [],
    'two-thirds of five': [5],
    'no one': [0],
    'hundreds; five of them': [5],
  })
})

t.test('no and none stand for 0, last for 0 or 1, as whole words', async (t) => {
  holds(t, 'en', {
    'no hostages': [0],
    'None was': [0],
    'the last living hostage': [0, 1],
    'nobody noted lasting nonetheless': [],
  })
})

t.test('in other languages than English words do not count', async (t) => {
  holds(t, 'fr', { 'six personnes': [], 'no six none last': [] })
  holds(t, 'enm', { six: [] })
  holds(t, 'de', { 'elf von 24': [24] })
})

t.test('any count is found in a wording that states it in digits', async (t) => {
  const found = fc.property(
    fc.nat(1_000_000),
    fc.constantFrom('en-US', 'de-DE', 'fr-FR', 'de-CH', 'ar-EG', 'fa-IR'),
    (n, locale) =>
      [n.toLocaleString(locale), n.toLocaleString(locale, { useGrouping: false })].every((text) =>
        numbersIn(`: ${text} :`, locale).includes(n),
      ),
  )
  t.doesNotThrow(() => fc.assert(found, { numRuns: 500 }))
})

t.test('a derivation is a sum of two or more whole numbers', async (t) => {
  t.same(derivationTerms('147 - 8'), [147, -8])
  t.same(derivationTerms('147-8'), [147, -8])
  t.same(derivationTerms('147 − 8'), [147, -8])
  t.same(derivationTerms('2 + 2 + 10 - 1'), [2, 2, 10, -1])
  for (const derivation of [
    '147',
    '-8 + 147',
    '147 -',
    '147 - - 8',
    '2 * 2',
    '1.5 + 1',
    '1,000 - 1',
    'about 147 - 8',
    '147 - 8 =',
    '',
  ]) {
    t.equal(derivationTerms(derivation), null, derivation)
  }
})

t.test('a claim rests on its value, or on the numbers it is worked out from, and on its upper value', async (t) => {
  t.same(statedNumbers({ value: 24, upper_value: null, derivation: null }), [24])
  t.same(statedNumbers({ value: 20, upper_value: 25, derivation: null }), [20, 25])
  t.same(statedNumbers({ value: 139, upper_value: null, derivation: '147 - 8' }), [147, 8])
  t.same(statedNumbers({ value: 139, upper_value: 140, derivation: '147 - 8' }), [147, 8, 140])
  t.same(statedNumbers({ value: 3, upper_value: null, derivation: 'three' }), [3])
})

t.test('a wording has to hold each of its numbers as often as the claim rests on it', async (t) => {
  const missing = (wording: string, changes: object) =>
    missingNumbers({ value: 4, upper_value: null, derivation: null, wording, ...changes }, 'en')
  t.same(missing('four', {}), [])
  t.same(missing('4 or four', {}), [])
  t.same(missing('fourteen', {}), [4])
  t.same(missing('2 who entered, the bodies of 2', { derivation: '2 + 2' }), [])
  t.same(missing('2 who entered', { derivation: '2 + 2' }), [2])
  t.same(missing('four', { derivation: '2 + 2' }), [2, 2])
  t.same(missing('between 4 and 6', { upper_value: 6 }), [])
  t.same(missing('from 4', { upper_value: 6 }), [6])
})

t.test('a claim carries few words, and says nulls for what it leaves out', async (t) => {
  const short = { source: 'paper', value: 24, qualifier: 'about', wording: 'about 24' }
  const nothing = { upper_value: null, attributed_to: null, locator: null, derivation: null, preference_note: null }
  t.strictSame(Claim.parse(short), { ...short, ...nothing })
  t.equal(Claim.safeParse({ ...short, wording: 'a b c d e f g h i j k 24' }).success, true)
  t.match(Claim.safeParse({ ...short, wording: 'a b c d e f g h i j k l 24' }).error?.issues, [
    { message: 'at most 12 words' },
  ])
  t.match(Claim.safeParse({ ...short, preferred: 'yes' }).error?.issues, [
    { path: ['preferred'], message: 'true or false' },
  ])
})
