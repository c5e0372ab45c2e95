import t from 'tap'
import { pointer, readDraft, shown } from '../src/domain/draft.ts'
import { brokenBy, claim, exactly, figure, identity, observation, source } from './fixtures/desk.ts'

const unreadable = (input: unknown) => readDraft(input).broken

t.test('what is no object is no draft', async (t) => {
  t.strictSame(unreadable(null), [{ pointer: '', detail: 'null is not an object.' }])
  t.strictSame(unreadable([]), [{ pointer: '', detail: '[] is not an object.' }])
  t.strictSame(unreadable('note'), [{ pointer: '', detail: '"note" is not an object.' }])
  t.strictSame(unreadable(undefined), [{ pointer: '', detail: 'Missing: "release", an object.' }])
})

t.test('a note is required and all else may be left out', async (t) => {
  t.strictSame(unreadable({}), [{ pointer: '/note', detail: 'Missing: "note", a text.' }])
  t.strictSame(unreadable({ note: ' ' }), [
    { pointer: '/note', detail: '" " is not a text of at least one character.' },
  ])
  const { draft, broken } = readDraft({ note: ' A note. ' })
  t.strictSame(broken, [])
  t.match(draft, { note: 'A note.', figures: [], sources: [], observations: [], identities: [] })
})

t.test('a list is a list, and its items are objects', async (t) => {
  t.strictSame(
    unreadable({ note: 'A note.', figures: null, sources: {}, observations: 'none', identities: [null, 3] }),
    [
      { pointer: '/figures', detail: 'null is not a list of figures.' },
      { pointer: '/sources', detail: '{} is not a list of sources.' },
      { pointer: '/observations', detail: '"none" is not a list of observations.' },
      { pointer: '/identities/0', detail: 'null is not an object.' },
      { pointer: '/identities/1', detail: '3 is not an object.' },
    ],
  )
})

t.test('an unknown key is named with the keys there are, at every level', async (t) => {
  const input = {
    note: 'A note.',
    published_at: '2026-11-22T12:00:00Z',
    figures: [figure({ 'a/b~c': 1 })],
    sources: [source({ link: 'https://example.org' })],
    observations: [observation({ value: 24, claims: [claim({ quote: 'about 24' })] })],
    identities: [identity({ sum: [] })],
  }
  const keys = {
    draft: 'note, figures, sources, observations, identities',
    figure:
      'id, title, definition, unit, hostage_status, condition, scope, population, accumulation, period_start, period_end',
    source: 'id, publisher, carrier, title, url, archived_url, language, published_on, retrieved_on, note',
    observation: 'figure, reference_date, change_type, reason, error_origin, series_break, claims',
    claim:
      'source, value, qualifier, upper_value, wording, attributed_to, locator, derivation, preferred, preference_note',
    identity: 'id, scope, title, total, parts',
  }
  const sorted = unreadable(input).toSorted((one, other) => (one.pointer < other.pointer ? -1 : 1))
  t.strictSame(sorted, [
    { pointer: '/figures/0/a~1b~0c', detail: `Unknown key "a/b~c"; the keys here are ${keys.figure}.` },
    { pointer: '/identities/0/sum', detail: `Unknown key "sum"; the keys here are ${keys.identity}.` },
    { pointer: '/observations/0/claims/0/quote', detail: `Unknown key "quote"; the keys here are ${keys.claim}.` },
    { pointer: '/observations/0/value', detail: `Unknown key "value"; the keys here are ${keys.observation}.` },
    { pointer: '/published_at', detail: `Unknown key "published_at"; the keys here are ${keys.draft}.` },
    { pointer: '/sources/0/link', detail: `Unknown key "link"; the keys here are ${keys.source}.` },
  ])
})

t.test('a refused value is named together with what would have been right', async (t) => {
  const input = {
    note: 'A note.',
    figures: [figure({ id: 'Held', unit: 'persons', period_start: '2025-02-30' })],
    sources: [source({ url: 'example.org', language: undefined })],
    observations: [observation({ claims: [claim({ value: '24', preferred: 'yes' })], reason: 7 })],
    identities: [identity({ parts: [] })],
  }
  t.strictSame(unreadable(input), [
    {
      pointer: '/figures/0/id',
      detail: '"Held" is not an id (2 to 64 lower-case letters, digits and _, the first of them a letter).',
    },
    { pointer: '/figures/0/unit', detail: '"persons" is not one of people, bodies.' },
    { pointer: '/figures/0/period_start', detail: '"2025-02-30" is not a date that exists (YYYY-MM-DD).' },
    { pointer: '/sources/0/url', detail: '"example.org" is not a web address (https://…).' },
    { pointer: '/sources/0/language', detail: 'Missing: "language", a language tag, such as en.' },
    { pointer: '/observations/0/reason', detail: '7 is not a text.' },
    { pointer: '/observations/0/claims/0/value', detail: '"24" is not a whole number from 0 to 1,000,000.' },
    { pointer: '/observations/0/claims/0/preferred', detail: '"yes" is not true or false.' },
    { pointer: '/identities/0/parts', detail: '[] is not a list of at least one figure.' },
  ])
})

t.test('numbers that JSON cannot write are named as what they are', async (t) => {
  const input = {
    note: 'A note.',
    observations: [observation({ claims: [claim({ value: Number.POSITIVE_INFINITY })] })],
  }
  t.strictSame(unreadable(input), [
    { pointer: '/observations/0/claims/0/value', detail: 'Infinity is not a whole number from 0 to 1,000,000.' },
  ])
})

t.test('a value is named four levels deep, however deep it goes', async (t) => {
  let deep: unknown = []
  for (let depth = 0; depth < 100_000; depth++) deep = [deep]
  t.strictSame(unreadable({ note: deep }), [{ pointer: '/note', detail: '[[[["…"]]]] is not a text.' }])
  t.equal(shown({ a: { b: { c: { d: { e: 1 } } } } }), '{"a":{"b":{"c":{"d":"…"}}}}')
  const circular: unknown[] = []
  circular.push(circular)
  t.strictSame(unreadable({ note: circular }), [{ pointer: '/note', detail: '[[[["…"]]]] is not a text.' }])
})

t.test('a long value is cut short, and no pointer is ambiguous', async (t) => {
  t.equal(shown('a'.repeat(78)), `"${'a'.repeat(78)}"`)
  t.equal(shown('a'.repeat(79)), `"${'a'.repeat(78)}…`)
  t.equal(shown({ a: 1, b: [2, { c: null }] }), '{"a":1,"b":[2,{"c":null}]}')
  t.equal(shown(undefined), 'undefined')
  t.equal(pointer([]), '')
  t.equal(pointer(['claims', 0, 'a/b', 'c~d', '~1']), '/claims/0/a~1b/c~0d/~01')
})

t.test('the readable items of a draft are read with their own places, beside what is unreadable', async (t) => {
  const { draft } = readDraft({
    note: 'A note.',
    figures: [figure({ unit: 'x' }), figure({ id: 'other' })],
    sources: [7, source()],
  })
  t.match(draft, {
    figures: [{ pointer: '/figures/1', value: { id: 'other' } }],
    sources: [{ pointer: '/sources/1', value: { id: 'paper' } }],
  })
  t.equal(draft.figures.length, 1)
})

t.test('what cannot be read is not reported as missing as well', async (t) => {
  const told = observation({ reference_date: '2025-03-05', change_type: 'reclassified', reason: 7 })
  t.strictSame(brokenBy({ figures: [figure({ definition: 'Another.' })], observations: [told] }), [
    { pointer: '/observations/0/reason', detail: '7 is not a text.' },
  ])
  const backfilled = observation({ change_type: 'backfilled' })
  t.strictSame(brokenBy({ observations: [backfilled, observation({ reference_date: '2025-03-11', reason: 7 })] }), [
    { pointer: '/observations/1/reason', detail: '7 is not a text.' },
  ])
  t.strictSame(
    brokenBy({
      sources: [source({ id: 'radio', title: 7 })],
      observations: [observation({ claims: [claim({ source: 'radio' })] })],
    }),
    [{ pointer: '/sources/0/title', detail: '7 is not a text.' }],
  )
  t.strictSame(
    brokenBy({ figures: [figure({ id: 'other', title: 7 })], observations: [observation({ figure: 'other' })] }),
    [{ pointer: '/figures/0/title', detail: '7 is not a text.' }],
  )
})

t.test('several broken rules are all reported at once, unreadable items among them', async (t) => {
  const broken = brokenBy({
    note: '',
    figures: [
      figure({ id: 'rescued', accumulation: 'event', period_end: '2025-03-05' }),
      figure({ id: 'recovered', unit: 'x' }),
    ],
    sources: [source({ id: 'radio', url: null }), source({ id: 'film', language: 'English' })],
    observations: [
      observation({
        figure: 'recovered',
        reference_date: '2030-01-01',
        claims: [claim({ source: 'film', value: 25 })],
      }),
      observation({
        reference_date: '2025-03-04',
        claims: [exactly(24, { source: 'radio', wording: 'some' }), exactly(23)],
      }),
      observation({ reference_date: 'yesterday' }),
    ],
    identities: [identity({ parts: ['heldd'] })],
  })
  t.strictSame(broken, [
    { pointer: '/note', detail: '"" is not a text of at least one character.' },
    { pointer: '/figures/1/unit', detail: '"x" is not one of people, bodies.' },
    { pointer: '/sources/1/language', detail: '"English" is not a language tag, such as en.' },
    { pointer: '/observations/2/reference_date', detail: '"yesterday" is not a date that exists (YYYY-MM-DD).' },
    { pointer: '/figures/0/period_start', detail: 'period_start is missing; event figures have one.' },
    { pointer: '/sources/0/url', detail: 'Source "radio" has no url; a note must then say why.' },
    { pointer: '/identities/0/parts/0', detail: 'No figure "heldd" in this release or before it.' },
    {
      pointer: '/observations/0/reference_date',
      detail: '2030-01-01 is more than a day after 2026-11-22, the day of publication.',
    },
    {
      pointer: '/observations/1/change_type',
      detail: 'held 2025-03-04 cannot be "new": held has a later observation, 2025-03-05. Use "backfilled".',
    },
    { pointer: '/observations/1/claims', detail: 'Exactly one claim is preferred; here none is.' },
    { pointer: '/observations/1/claims/0/wording', detail: 'The wording "some" does not hold the number 24.' },
    {
      pointer: '/observations/1/claims/0/locator',
      detail: 'Source "radio" has no url, so a claim from it needs a locator.',
    },
  ])
})
