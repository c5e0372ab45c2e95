// Rules 2 and 3 of model.md, and redefinitions of rule 1: what may follow what. Each is broken and kept after the log of fixtures/desk.ts.

import t from 'tap'
import {
  brokenBy,
  brokenByObservation,
  claim,
  exactly,
  figure,
  identity,
  observation,
  planned,
  source,
} from './fixtures/desk.ts'

const wrongType = (detail: string) => [{ pointer: '/change_type', detail }]
const reason = 'A source says so.'

t.test('one release holds at most one revision of an observation', async (t) => {
  const twice = [observation(), observation({ reference_date: '2025-03-11' }), observation({ claims: [exactly(23)] })]
  t.strictSame(brokenBy({ observations: twice }), [
    {
      pointer: '/observations/2',
      detail: 'The observation of "held" on 2025-03-10 stands twice in this release; once is allowed.',
    },
  ])
  t.equal(brokenBy({ observations: [observation(), observation({ figure: 'freed' })] }), null)
})

t.test('new needs that no later observation has been published', async (t) => {
  t.equal(brokenByObservation({ change_type: 'new', reference_date: '2025-03-06' }), null)
  t.strictSame(
    brokenByObservation({ change_type: 'new', reference_date: '2025-03-04' }),
    wrongType('held 2025-03-04 cannot be "new": held has a later observation, 2025-03-05. Use "backfilled".'),
  )
  t.equal(brokenByObservation({ change_type: 'new', figure: 'taken', reference_date: '2023-10-07' }), null)
  const several = ['2025-03-11', '2025-03-10'].map((reference_date) => observation({ reference_date }))
  t.equal(brokenBy({ observations: several }), null, 'several new days in one release')
})

t.test('backfilled needs that a later observation has been published, or is in this release', async (t) => {
  t.equal(brokenByObservation({ change_type: 'backfilled', reference_date: '2025-03-04' }), null)
  const detail = 'held 2025-03-10 cannot be "backfilled": held has no later observation. Use "new".'
  t.strictSame(brokenByObservation({ change_type: 'backfilled' }), wrongType(detail))
  const beside = (other: object) =>
    brokenBy({
      observations: [
        observation({ change_type: 'backfilled' }),
        observation({ reference_date: '2025-03-11', ...other }),
      ],
    })
  t.equal(beside({}), null)
  const alone = [{ pointer: '/observations/0/change_type', detail }]
  t.strictSame(beside({ figure: 'freed' }), alone)
  t.strictSame(beside({ reference_date: '2025-03-09' }), alone)
  t.match(beside({ change_type: 'retracted', claims: [], reason }), alone)
})

t.test('a first revision is new or backfilled', async (t) => {
  const details = (change_type: string) =>
    `held 2025-03-10 cannot be "${change_type}": it has not been published before.`
  for (const change_type of ['revised', 'reclassified', 'confirmed']) {
    t.strictSame(brokenByObservation({ change_type, reason }), wrongType(details(change_type)))
  }
  t.strictSame(
    brokenByObservation({ change_type: 'corrected', reason, error_origin: 'source' }),
    wrongType(details('corrected')),
  )
  t.strictSame(brokenByObservation({ change_type: 'retracted', reason, claims: [] }), wrongType(details('retracted')))
})

t.test('what has been published is neither new nor backfilled', async (t) => {
  const again = (change_type: string, reference_date: string) => brokenByObservation({ change_type, reference_date })
  t.strictSame(again('new', '2025-03-05'), wrongType('held 2025-03-05 cannot be "new": release 1 has published it.'))
  t.strictSame(
    again('backfilled', '2025-03-01'),
    wrongType('held 2025-03-01 cannot be "backfilled": release 1 has published it.'),
  )
  t.strictSame(again('new', '2025-03-03'), wrongType('held 2025-03-03 cannot be "new": release 2 has published it.'))
})

t.test('confirmed does not change the quantity', async (t) => {
  const confirmed = (claims: object[]) =>
    brokenByObservation({ reference_date: '2025-03-05', change_type: 'confirmed', claims })
  t.equal(confirmed([claim({ preferred: true }), exactly(22)]), null)
  t.equal(confirmed([claim({ wording: 'about twenty-four' })]), null)
  const broken = (says: string) => wrongType(`held 2025-03-05 cannot be "confirmed": it says ${says} and was about 24.`)
  t.strictSame(confirmed([exactly(24)]), broken('24'))
  t.strictSame(confirmed([claim({ value: 23, wording: '23' })]), broken('about 23'))
  t.match(confirmed([claim({ qualifier: 'between' })]), broken('between 24 and …'))
  t.strictSame(confirmed([]), [
    ...broken('nothing'),
    { pointer: '/claims', detail: 'An observation needs at least one claim.' },
  ])
})

t.test('revised, corrected and reclassified change quantity, claims, series_break or definition', async (t) => {
  for (const change_type of ['revised', 'corrected', 'reclassified']) {
    const error_origin = change_type === 'corrected' ? 'source' : null
    const same = { reference_date: '2025-03-05', change_type, reason, error_origin }
    t.strictSame(
      brokenByObservation(same),
      wrongType(
        `held 2025-03-05 cannot be "${change_type}": neither quantity, claims, series_break nor definition differ from revision 1.`,
      ),
    )
    t.equal(brokenByObservation({ ...same, claims: [exactly(24)] }), null, 'another quantity')
    t.equal(brokenByObservation({ ...same, claims: [claim({ locator: 'paragraph 2' })] }), null, 'another claim')
    t.equal(brokenByObservation({ ...same, series_break: 'Soldiers count from here.' }), null, 'a break')
  }
  const told = observation({ reference_date: '2025-03-05', change_type: 'reclassified', reason })
  t.equal(brokenBy({ figures: [figure({ definition: 'Another.' })], observations: [told] }), null, 'another definition')
  const detail =
    'held 2025-03-05 cannot be "reclassified": neither quantity, claims, series_break nor definition differ from revision 1.'
  t.strictSame(brokenBy({ figures: [figure({ title: 'Another' })], observations: [told] }), [
    { pointer: '/observations/0/change_type', detail },
  ])
})

t.test('the reason is given unless it is new, backfilled or confirmed', async (t) => {
  const without = (changes: object) =>
    brokenByObservation({ reference_date: '2025-03-05', claims: [exactly(23)], ...changes })
  for (const change_type of ['revised', 'reclassified']) {
    t.strictSame(without({ change_type }), [
      { pointer: '/reason', detail: `A revision with change_type "${change_type}" needs a reason.` },
    ])
    t.equal(without({ change_type, reason }), null)
  }
  t.strictSame(without({ change_type: 'corrected', error_origin: 'source' }), [
    { pointer: '/reason', detail: 'A revision with change_type "corrected" needs a reason.' },
  ])
  t.strictSame(without({ change_type: 'retracted', claims: [] }), [
    { pointer: '/reason', detail: 'A revision with change_type "retracted" needs a reason.' },
  ])
  t.equal(without({ change_type: 'confirmed', claims: [claim({ locator: 'paragraph 2' })] }), null)
  t.equal(brokenByObservation({ reason }), null, 'a new one may have a reason')
})

t.test('whose error it was is said of corrections, and of nothing else', async (t) => {
  const changed = { reference_date: '2025-03-05', reason, claims: [exactly(23)] }
  const origin = (detail: string) => [{ pointer: '/error_origin', detail }]
  for (const error_origin of ['source', 'publisher']) {
    t.equal(brokenByObservation({ ...changed, change_type: 'corrected', error_origin }), null)
    const detail = `error_origin "${error_origin}" goes only with change_type "corrected", not "revised".`
    t.strictSame(brokenByObservation({ ...changed, change_type: 'revised', error_origin }), origin(detail))
  }
  t.strictSame(
    brokenByObservation({ ...changed, change_type: 'corrected' }),
    origin('A correction needs error_origin: source or publisher.'),
  )
  t.strictSame(
    brokenByObservation({ error_origin: 'source' }),
    origin('error_origin "source" goes only with change_type "corrected", not "new".'),
  )
})

t.test('a retraction has no claims, no quantity and no break', async (t) => {
  const retracted = { figure: 'held', reference_date: '2025-03-05', change_type: 'retracted', reason }
  t.strictSame(brokenByObservation({ ...retracted }), [
    { pointer: '/claims', detail: 'A retraction has no claims; here are 1.' },
  ])
  t.strictSame(brokenByObservation({ ...retracted, claims: [], series_break: 'A break.' }), [
    { pointer: '/series_break', detail: 'A retraction has no series_break.' },
  ])
  const quantity = {
    value: null,
    qualifier: null,
    upper_value: null,
    lower_bound: null,
    upper_bound: null,
    contested: false,
  }
  t.match(planned({ observations: [retracted] }), {
    broken: null,
    projection: { revisions: [{ claims: [], ...quantity }] },
  })
})

t.test('only revised or corrected may follow a retraction', async (t) => {
  const after = (changes: object) => brokenByObservation({ reference_date: '2025-03-03', reason, ...changes })
  const detail = (change_type: string) =>
    `held 2025-03-03 cannot be "${change_type}": it was retracted in release 2; only "revised" or "corrected" may follow.`
  t.equal(after({ change_type: 'revised', claims: [exactly(23)] }), null, 'the same number may come back')
  t.equal(after({ change_type: 'corrected', error_origin: 'publisher' }), null)
  for (const change_type of ['reclassified', 'confirmed'])
    t.strictSame(after({ change_type }), wrongType(detail(change_type)))
  t.strictSame(after({ change_type: 'retracted', claims: [] }), wrongType(detail('retracted')))
})

t.test('a release that changes nothing is refused', async (t) => {
  const nothing = [{ pointer: '', detail: 'This release changes nothing.' }]
  const asBefore = observation({ reference_date: '2025-03-05', change_type: 'confirmed' })
  t.strictSame(brokenBy({}), nothing)
  t.strictSame(
    brokenBy({ figures: [figure()], sources: [source()], identities: [identity()], observations: [asBefore] }),
    nothing,
  )
  t.equal(brokenBy({ figures: [figure({ title: 'Another' })], observations: [asBefore] }), null)
  t.equal(brokenBy({ sources: [source({ carrier: 'A site' })] }), null)
  t.equal(brokenBy({ identities: [identity({ parts: ['held', 'freed'] })] }), null)
  t.equal(brokenBy({ observations: [{ ...asBefore, series_break: 'A break.' }] }), null)
  t.equal(brokenBy({ sources: [source({ id: 'radio' })] }), null)
  t.equal(brokenBy({ figures: [figure({ id: 'rescued' })] }), null)
  t.equal(brokenBy({ identities: [identity({ id: 'other' })] }), null)
})

t.test('another definition needs a reclassified revision of the current observation in the same release', async (t) => {
  const figures = [figure({ definition: 'Everyone held on a day, soldiers included.' })]
  const detail =
    'The definition of "held" changes, so its current observation, 2025-03-05, needs a revision with change_type "reclassified" in this release.'
  const told = observation({ reference_date: '2025-03-05', change_type: 'reclassified', reason: 'Soldiers count.' })
  t.strictSame(brokenBy({ figures }), [{ pointer: '/figures/0', detail }])
  t.strictSame(brokenBy({ figures, observations: [{ ...told, change_type: 'revised' }] }), [
    { pointer: '/figures/0', detail },
  ])
  t.strictSame(brokenBy({ figures, observations: [{ ...told, reference_date: '2025-03-01' }] }), [
    { pointer: '/figures/0', detail },
  ])
  t.strictSame(brokenBy({ figures, observations: [{ ...told, figure: 'freed' }] }), [{ pointer: '/figures/0', detail }])
  t.equal(brokenBy({ figures, observations: [told] }), null)
  const taken = figure({ id: 'taken', accumulation: 'event', period_start: '2023-10-07', period_end: '2023-10-08' })
  t.equal(brokenBy({ figures: [taken] }), null, 'a figure without observations has none to reclassify')
})

t.test('another definition is another version of it, another title is not', async (t) => {
  const told = observation({ reference_date: '2025-03-05', change_type: 'reclassified', reason: 'Soldiers count.' })
  const redefined = planned({ figures: [figure({ definition: 'With soldiers.' })], observations: [told] })
  t.match(redefined, { projection: { figures: [{ definition_version: 2 }], revisions: [{ definition_version: 2 }] } })
  t.match(planned({ figures: [figure({ title: 'All' })] }), { projection: { figures: [{ definition_version: 1 }] } })
})
