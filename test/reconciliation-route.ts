import t from 'tap'
import { publish } from '../src/publish.ts'
import { addition, claim } from './fixtures/drafts.ts'
import { bundledApp } from './fixtures/press.ts'

t.test('identities are answered at the newest day on which all their terms were observed together', async (t) => {
  const { app } = await bundledApp(t)
  const { identities } = (await app.inject('/v1/reconciliation')).json()
  t.match(identities, [
    {
      identity: 'taken_2023_10_07',
      verdict: 'holds',
      reference_date: '2025-02-22',
      gap: 0,
      complete_on: ['2025-02-22'],
    },
    {
      identity: 'all_held',
      verdict: 'holds',
      reference_date: '2025-02-27',
      gap: 0,
      gap_lower_bound: 0,
      gap_upper_bound: 0,
      sentence:
        'On 27 February 2025: 251 (taken) + 4 (held_before_attack) = 139 (released_living) + 8 (released_bodies) + 8 (rescued) + 41 (recovered_bodies) + 59 (held). It adds up exactly.',
    },
    { identity: 'held_by_condition', verdict: 'mixed_dates', reference_date: null, gap: 0, complete_on: [] },
    {
      identity: 'held_by_condition_of_taken',
      verdict: 'holds',
      complete_on: ['2023-12-13', '2024-06-04', '2024-10-07'],
    },
  ])
  t.match(identities[1].total[0], {
    figure: 'taken',
    display: '251',
    permalink: '/v1/figures/taken/observations/2025-02-27?as_of=2',
  })
})

t.test('asked for a day, each term is its newest observation by then, and what is missing is named', async (t) => {
  const { app } = await bundledApp(t)
  const { identities } = (await app.inject('/v1/reconciliation?reference_date_to=2023-12-31')).json()
  t.match(identities[1], {
    verdict: 'incomplete',
    gap: null,
    missing: ['held_before_attack', 'released_living', 'released_bodies', 'rescued', 'recovered_bodies', 'held'],
  })
  t.match(identities[1].sentence, /^There is no number for held_before_attack, /)
  t.match(identities[1].parts[0], { display: 'no figure', value: null, permalink: null })
})

t.test('hedges leave room, or do not', async (t) => {
  const { app, press } = await bundledApp(t)
  const day = { reference_date: '2025-03-05' }
  const held = (value: number) => ({ ...day, figure: 'held', claims: [claim({ value, wording: `${value} in all` })] })
  const weigh = async () => (await app.inject('/v1/reconciliation')).json().identities[2]
  const living = (change: object) => ({ figure: 'held_living', ...day, reason: 'Said otherwise.', ...change })
  await publish(
    press,
    { note: 'All of one day.', observations: [{ ...addition().observations[0], ...held(59) }] },
    { by: 'desk' },
  )
  t.match(await weigh(), {
    verdict: 'possible',
    sentence: /^On 5 March 2025: 59 \(held\) against about 24 .* the difference is not bounded by what was reported\.$/,
  })
  const revise = async (claims: object) =>
    publish(
      press,
      { note: 'Revised.', observations: [living({ change_type: 'revised', claims: [claim(claims)] })] },
      { by: 'desk' },
    )
  await revise({})
  t.match(await weigh(), {
    verdict: 'possible',
    gap_lower_bound: null,
    gap_upper_bound: 1,
    sentence: /the difference is 1 or less\.$/,
  })
  await revise({ value: 25, wording: 'all 25' })
  t.match(await weigh(), {
    verdict: 'violated',
    gap_upper_bound: -1,
    sentence: /It does not add up: the difference is -1 or less\.$/,
  })
  await publish(
    press,
    {
      note: 'Exact.',
      observations: [
        {
          figure: 'held_bodies',
          ...day,
          change_type: 'revised',
          reason: 'Counted.',
          claims: [claim({ value: 35, wording: '35 bodies' })],
        },
      ],
    },
    { by: 'desk' },
  )
  t.match(await weigh(), { verdict: 'violated', gap: -1, sentence: /the difference is -1\.$/ })
  await publish(
    press,
    {
      note: 'Between.',
      observations: [
        {
          figure: 'held_bodies',
          ...day,
          change_type: 'revised',
          reason: 'Counted.',
          claims: [claim({ value: 30, qualifier: 'between', upper_value: 36, wording: 'from 30 to 36' })],
        },
      ],
    },
    { by: 'desk' },
  )
  t.match(await weigh(), {
    verdict: 'possible',
    gap_lower_bound: -2,
    gap_upper_bound: 4,
    sentence: /the difference is between -2 and 4\.$/,
  })
  await publish(
    press,
    {
      note: 'At most.',
      observations: [
        {
          figure: 'held_bodies',
          ...day,
          change_type: 'revised',
          reason: 'Counted.',
          claims: [claim({ value: 36, qualifier: 'at_most', wording: 'at most 36' })],
        },
        living({ change_type: 'revised', claims: [claim({ value: 20, qualifier: 'at_most', wording: 'at most 20' })] }),
      ],
    },
    { by: 'desk' },
  )
  t.match(await weigh(), {
    verdict: 'violated',
    gap_lower_bound: 3,
    gap_upper_bound: 59,
    sentence: /It does not add up: the difference is between 3 and 59\.$/,
  })
  await publish(
    press,
    {
      note: 'At most, at least.',
      observations: [
        living({
          change_type: 'revised',
          claims: [claim({ value: 20, qualifier: 'at_least', wording: 'at least 20' })],
        }),
      ],
    },
    { by: 'desk' },
  )
  await publish(
    press,
    {
      note: 'At least.',
      observations: [
        {
          ...held(59),
          change_type: 'revised',
          reason: 'Said otherwise.',
          claims: [claim({ value: 59, qualifier: 'at_least', wording: 'at least 59' })],
        },
        living({ change_type: 'revised', claims: [claim({ value: 20, wording: 'all 20' })] }),
      ],
    },
    { by: 'desk' },
  )
  t.match(await weigh(), {
    verdict: 'violated',
    gap_lower_bound: 3,
    gap_upper_bound: null,
    sentence: /the difference is 3 or more\.$/,
  })
})

t.test('as a table, each term is a row with the verdict of its identity', async (t) => {
  const { app } = await bundledApp(t)
  const rows = (await app.inject('/v1/reconciliation.csv')).body.trim().split('\r\n')
  t.equal(rows.length, 1 + 6 + 7 + 3 + 3)
  t.match(
    rows[0],
    /as_of_release,identity,scope,verdict,sentence,gap,gap_lower_bound,gap_upper_bound,side,figure,title,display,/,
  )
  t.match(rows[19], /held_bodies_of_taken.*34/)
})
