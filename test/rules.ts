// Rules 1 and 6 of model.md for what a release names: each broken and each kept after the log of fixtures/desk.ts.
// Rules 2 and 3: revision-rules.ts. Rule 4: claim-rules.ts. Rule 5: quantity.ts.

import t from 'tap'
import { brokenBy, brokenByObservation, figure, identity, observation, source } from './fixtures/desk.ts'

t.test('a figure that is observed exists, in this release or before it', async (t) => {
  t.strictSame(brokenByObservation({ figure: 'heldd' }), [
    { pointer: '/figure', detail: 'No figure "heldd" in this release or before it.' },
  ])
  t.equal(brokenByObservation({ figure: 'held' }), null)
  t.equal(brokenBy({ figures: [figure({ id: 'missing' })], observations: [observation({ figure: 'missing' })] }), null)
})

t.test('the terms of an identity exist, in this release or before it', async (t) => {
  const changed = (terms: object) => brokenBy({ identities: [identity(terms)] })
  t.strictSame(changed({ total: ['takenn'], parts: ['held', 'freedd'] }), [
    { pointer: '/identities/0/total/0', detail: 'No figure "takenn" in this release or before it.' },
    { pointer: '/identities/0/parts/1', detail: 'No figure "freedd" in this release or before it.' },
  ])
  t.equal(changed({ parts: ['held'] }), null)
  t.equal(
    brokenBy({ figures: [figure({ id: 'rescued' })], identities: [identity({ parts: ['held', 'rescued'] })] }),
    null,
  )
})

t.test('a figure stands once in an identity, on whichever side', async (t) => {
  t.strictSame(brokenBy({ identities: [identity({ parts: ['freed', 'taken', 'freed'] })] }), [
    { pointer: '/identities/0/parts/1', detail: 'Figure "taken" stands twice in identity "everyone".' },
    { pointer: '/identities/0/parts/2', detail: 'Figure "freed" stands twice in identity "everyone".' },
  ])
})

t.test('an id stands once in a release', async (t) => {
  const twice = {
    figures: [figure({ id: 'missing' }), figure({ id: 'missing', title: 'Again' })],
    sources: [source({ id: 'radio' }), source({ id: 'radio' })],
    identities: [identity({ id: 'twice' }), identity({ id: 'other' }), identity({ id: 'twice' })],
  }
  t.strictSame(brokenBy(twice), [
    { pointer: '/figures/1/id', detail: '"missing" stands twice in this release; once is allowed.' },
    { pointer: '/sources/1/id', detail: '"radio" stands twice in this release; once is allowed.' },
    { pointer: '/identities/2/id', detail: '"twice" stands twice in this release; once is allowed.' },
  ])
  t.equal(
    brokenBy({ figures: [figure({ id: 'radio' })], sources: [source({ id: 'radio' })] }),
    null,
    'a figure and a source may share one',
  )
})

t.test('a figure may get another title without more', async (t) => {
  t.equal(brokenBy({ figures: [figure({ title: 'All people held' })] }), null)
})

t.test('the period of a figure is as its accumulation needs it', async (t) => {
  const period = (accumulation: string, period_start: string | null, period_end: string | null) =>
    brokenBy({ figures: [figure({ id: 'other', accumulation, period_start, period_end })] })
  const at = (key: string, detail: string) => ({ pointer: `/figures/0/${key}`, detail })
  const [start, end] = ['2023-10-07', '2023-10-08']
  t.equal(period('stock', null, null), null)
  t.equal(period('cumulative', start, null), null)
  t.equal(period('event', start, end), null)
  t.equal(period('event', start, start), null)
  t.strictSame(period('stock', start, end), [
    at('period_start', 'period_start is "2023-10-07"; stock figures have none.'),
    at('period_end', 'period_end is "2023-10-08"; stock figures have none.'),
  ])
  t.strictSame(period('cumulative', null, end), [
    at('period_start', 'period_start is missing; cumulative figures have one.'),
    at('period_end', 'period_end is "2023-10-08"; cumulative figures have none.'),
  ])
  t.strictSame(period('event', start, null), [at('period_end', 'period_end is missing; event figures have one.')])
  t.strictSame(period('event', end, start), [
    at('period_end', 'The period ends on 2023-10-07, before it starts on 2023-10-08.'),
  ])
})

t.test('a source without a url has a note that says why', async (t) => {
  const radio = (changes: object) => brokenBy({ sources: [source({ id: 'radio', ...changes })] })
  t.equal(radio({ url: null, note: 'Broadcast only.' }), null)
  t.equal(radio({}), null)
  t.strictSame(radio({ url: null }), [
    { pointer: '/sources/0/url', detail: 'Source "radio" has no url; a note must then say why.' },
  ])
})

t.test('dates exist', async (t) => {
  const detail = '"2025-02-29" is not a date that exists (YYYY-MM-DD).'
  t.strictSame(brokenByObservation({ reference_date: '2025-02-29' }), [{ pointer: '/reference_date', detail }])
})

t.test('a reference date is at most one day after the day of publication', async (t) => {
  t.equal(brokenByObservation({ reference_date: '2026-11-22' }), null)
  t.equal(brokenByObservation({ reference_date: '2026-11-23' }), null)
  t.strictSame(brokenByObservation({ reference_date: '2026-11-24' }), [
    { pointer: '/reference_date', detail: '2026-11-24 is more than a day after 2026-11-22, the day of publication.' },
  ])
})
