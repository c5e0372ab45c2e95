import t from 'tap'
import { publish } from '../src/publish.ts'
import { addition, claim, correction, retraction } from './fixtures/drafts.ts'
import { bundledApp } from './fixtures/press.ts'

t.test('a quoted number is held against what was published', async (t) => {
  const { app, press } = await bundledApp(t)
  const ask = async (query: string) => (await app.inject(`/v1/check?${query}`)).json()
  const also = (answer: { also: { verdict: string }[] }) => answer.also.map(({ verdict }) => verdict)

  t.match(await ask('figure=held_living&value=24&qualifier=about'), {
    verdict: 'match',
    quoted: { display: 'about 24', reference_date: '2025-03-05' },
    permalink: '/v1/figures/held_living/observations/2025-03-05?as_of=2',
    right: /^Hostages believed alive and still held: about 24 on 5 March 2025\./,
  })
  const lost = await ask('figure=held_bodies&value=35&reference_date=2025-03-05')
  t.match(lost, { verdict: 'hedge_lost', display: 'at least 35', explanation: /at least 35 .* You say 35\./ })
  t.same(also(lost), ['other_date', 'other_scope'])
  t.match(await ask('figure=held_living&value=22'), {
    verdict: 'claimed_by_source',
    explanation: /^Another source says so: 22 \(Israeli intelligence, in NZ Herald\)\. We prefer about 24 \(/,
  })
  t.match(await ask('figure=held&value=105&reference_date=2024-08-20'), {
    verdict: 'other_scope',
    figure: 'held_of_taken',
    display: '105',
  })
  t.match(await ask('figure=held&value=116&reference_date=2024-06-08'), {
    verdict: 'other_scope',
    figure: 'held_of_taken',
  })
  t.match(await ask('figure=held&value=98'), { verdict: 'other_date', reference_date: '2025-01-15' })
  t.match(await ask('figure=held&value=7&reference_date=2023-01-01'), {
    verdict: 'unknown',
    right: null,
    permalink: null,
  })

  t.match(await ask('figure=held&value=777'), {
    verdict: 'unknown',
    display: '59',
    right: /^Hostages still held, living or dead: 59 on 4 March 2025/,
  })
  t.match(await ask('figure=held&value=136'), { verdict: 'other_date', reference_date: '2024-02-06' })

  await publish(press, correction(), { by: 'desk' })
  t.match(await ask('figure=held_living&value=24&qualifier=about'), {
    verdict: 'superseded',
    explanation: /until it was corrected in release 3: The newspaper corrected its count. Now it says 23/,
    superseded_by: {
      display: '23',
      change_type: 'corrected',
      reason: 'The newspaper corrected its count.',
      release: 3,
      published_at: '2026-11-22T13:30:00.000Z',
    },
  })
  t.match(await ask('figure=held_living&value=24&qualifier=about&as_of=2'), { verdict: 'match' })
  await publish(press, retraction(), { by: 'desk' })
  t.match(await ask('figure=held_living&value=23&reference_date=2025-03-05'), {
    verdict: 'superseded',
    superseded_by: { display: 'retracted', release: 4 },
    right: /was retracted\.$/,
  })
})

t.test('without a day, the whole history is searched before a number is called unknown', async (t) => {
  const { app, press } = await bundledApp(t)
  const ask = async (query: string) => (await app.inject(`/v1/check?${query}`)).json()
  t.match(await ask('figure=held&value=105'), {
    verdict: 'other_scope',
    explanation:
      /105 \(Hostages still held, of those taken on 7 October 2023, 20 August 2024\) is held_of_taken, not held\./,
    quoted: { reference_date: '2025-03-04' },
  })
  t.match(await ask('figure=held_of_taken&value=109'), { verdict: 'other_scope', figure: 'held', display: '109' })
  t.match(await ask('figure=taken&value=254'), {
    verdict: 'claimed_by_source',
    reference_date: '2024-10-07',
    explanation: /^Another source says so: 254 \(.*We prefer 251 \(People taken to Gaza .*, 7 October 2024\)\.$/,
    right: /251, as counted on 7 October 2024\. .* Contested: 254/,
  })
  t.match(await ask('figure=taken&value=251&as_of=1'), { verdict: 'unknown' }, 'not from a later release')
  await publish(press, correction(), { by: 'desk' })
  await publish(press, addition({ claims: [claim({ value: 21, wording: '21 living hostages' })] }), { by: 'desk' })
  t.match(await ask('figure=held_living&value=24'), {
    verdict: 'superseded',
    reference_date: '2025-03-05',
    explanation: /^It said about 24 \(.*, 5 March 2025\) until it was corrected in release 3: .* Now it says 23/,
  })
})

t.test('a number that was retracted, or said long before, is found without its day', async (t) => {
  const { app, press } = await bundledApp(t)
  const ask = async (query: string) => (await app.inject(`/v1/check?${query}`)).json()
  const early = { figure: 'held_living', reference_date: '2020-01-01' }
  const wording = '77 people are believed alive'
  const backfilled = { ...early, change_type: 'backfilled', claims: [claim({ value: 77, wording })] }
  await publish(press, { note: 'A past day.', observations: [backfilled] }, { by: 'desk' })
  t.match(await ask('figure=held_living&value=77'), { verdict: 'other_date', reference_date: '2020-01-01' })
  await publish(press, retraction(early), { by: 'desk' })
  t.match(await ask('figure=held_living&value=77'), {
    verdict: 'superseded',
    reference_date: '2020-01-01',
    explanation: /^It said 77 \(.*, 1 January 2020\) until it was retracted in release 4/,
  })
  t.match(await ask('figure=held_living&value=77&as_of=2'), { verdict: 'unknown' })
  await publish(press, retraction(), { by: 'desk' })
  t.match(await ask('figure=held_living&value=77'), { verdict: 'superseded' }, 'also where nothing is current any more')
})

t.test('the right number with another hedge is also what was said before, or what another source says', async (t) => {
  const { app, press } = await bundledApp(t)
  const ask = async (query: string) => (await app.inject(`/v1/check?${query}`)).json()
  const exactly = claim({ source: 'nzherald-2025-03-05', value: 23, wording: '23 hostages', preferred: false })
  const about = claim({ qualifier: 'about', wording: 'about 23 living hostages', preferred: true })
  await publish(press, correction(), { by: 'desk' })
  await publish(press, correction({ claims: [{ ...about, preference_note: 'It says about.' }, exactly] }), {
    by: 'desk',
  })
  const answer = await ask('figure=held_living&value=23')
  t.match(answer, { verdict: 'hedge_lost', display: 'about 23' })
  t.match(answer.also, [
    { verdict: 'superseded', display: '23', superseded_by: { display: 'about 23', release: 4 } },
    { verdict: 'claimed_by_source', explanation: /^Another source says so: 23 \(NZ Herald\)\. We prefer about 23/ },
  ])
  t.same((await ask('figure=held_living&value=23&qualifier=about')).also, [], 'nothing else is true of the right words')
})

t.test('a quotation is one figure and one quantity', async (t) => {
  const { app } = await bundledApp(t)
  for (const [query, detail] of [
    ['figure=held&value=1&date=2025-03-05', 'Unknown parameter "date"; the nearest is "reference_date".'],
    ['', 'figure is missing. value is missing.'],
    ['figure=held&figure=taken&value=1', 'A quotation is of one figure; here are 2.'],
    ['figure=helld&value=1', 'figure "helld" is not a figure of release 2. The figures are listed at /v1/figures.'],
    ['figure=held&value=1.5', 'value "1.5" is not a whole number from 0 to 1,000,000.'],
    [
      'figure=held&value=10&upper_value=20',
      'upper_value goes with qualifier between, and with it alone, and is greater than value.',
    ],
    [
      'figure=held&value=20&qualifier=between&upper_value=10',
      'upper_value goes with qualifier between, and with it alone, and is greater than value.',
    ],
    [
      'figure=held&value=1&reference_date=2025-02-30',
      'reference_date "2025-02-30" is not a date that exists (YYYY-MM-DD).',
    ],
  ]) {
    const answer = await app.inject(`/v1/check?${query}`)
    t.equal(answer.statusCode, 400)
    t.equal(answer.json().detail, detail)
  }
})

t.test('a number quoted for a figure that has none yet is unknown', async (t) => {
  const { app, press } = await bundledApp(t)
  const figure = press.store.figures.definition('held', 2)
  const { release: _, position: __, definition_version: ___, ...definition } = figure as NonNullable<typeof figure>
  await publish(
    press,
    { note: 'A figure without a number.', figures: [{ ...definition, id: 'held_elsewhere' }] },
    { by: 'desk' },
  )
  const answer = (await app.inject('/v1/check?figure=held_elsewhere&value=777')).json()
  t.match(answer, {
    verdict: 'unknown',
    explanation: /nothing else is published for that day/,
    quoted: { reference_date: null },
  })
})
