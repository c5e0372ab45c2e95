import t from 'tap'
import { canonical, digest } from '../src/domain/chain.ts'
import { plan } from '../src/domain/plan.ts'
import { claim, log, observation, planned } from './fixtures/desk.ts'
import { modelAsOf } from './fixtures/model.ts'

t.test('a draft becomes the next release, with every key and chained to the one before it', async (t) => {
  const made = planned({ observations: [observation()] })
  t.strictSame(made.broken === null && made.release, {
    number: 3,
    published_at: '2026-11-22T14:00:00.000Z',
    published_by: 'desk',
    previous_digest: digest(canonical(log[1] as object)),
    note: 'A test.',
    figures: [],
    sources: [],
    observations: [
      {
        figure: 'held',
        reference_date: '2025-03-10',
        change_type: 'new',
        reason: null,
        error_origin: null,
        series_break: null,
        claims: [
          {
            source: 'paper',
            value: 24,
            qualifier: 'about',
            upper_value: null,
            wording: 'about 24',
            attributed_to: null,
            locator: null,
            derivation: null,
            preferred: true,
            preference_note: null,
          },
        ],
      },
    ],
    identities: [],
  })
})

t.test('the first release follows none', async (t) => {
  const stamp = { published_at: '2026-11-22T12:00:00.000Z', published_by: 'bundled' }
  const source = {
    id: 'paper',
    publisher: 'A newspaper',
    title: 'A headline',
    url: 'https://example.org',
    language: 'en',
  }
  const made = plan({ note: 'A source.', sources: [source] }, modelAsOf([], 0), stamp)
  t.match(made, { broken: null, release: { number: 1, previous_digest: null, ...stamp } })
})

t.test('a release holds its items in the order of the draft', async (t) => {
  const days = ['2025-03-12', '2025-03-10', '2025-03-11']
  const made = planned({ observations: days.map((reference_date) => observation({ reference_date })) })
  t.match(made, { release: { observations: days.map((reference_date) => ({ reference_date })) } })
})

t.test('of several claims, those that do not say so are not preferred', async (t) => {
  const made = planned({ observations: [observation({ claims: [claim(), claim({ preferred: true }), claim()] })] })
  const said = [{ preferred: false }, { preferred: true }, { preferred: false }]
  t.match(made, { release: { observations: [{ claims: said }] } })
})

t.test('a draft that breaks a rule becomes nothing', async (t) => {
  t.strictSame(Object.keys(planned({ observations: [observation({ figure: 'heldd' })] })), ['broken'])
})
