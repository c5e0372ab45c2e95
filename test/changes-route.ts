import t from 'tap'
import { publish } from '../src/publish.ts'
import { addition, claim, correction, retraction } from './fixtures/drafts.ts'
import { bundledApp } from './fixtures/press.ts'

/** The bundled releases, then a correction (3), a new day (4), its retraction (5), and a source and a definition said anew (6). */
async function eventful(t: Parameters<typeof bundledApp>[0]) {
  const service = await bundledApp(t)
  const { press, app } = service
  await publish(press, correction(), { by: 'desk' })
  await publish(press, addition({ series_break: 'Counts otherwise.' }), { by: 'desk' })
  await publish(press, retraction({ reference_date: '2025-03-10' }), { by: 'desk' })
  const figure = press.store.figures.definition('held_living', 5)
  const source = press.store.sources.one('nyt-2025-03-05', 5)
  const { release, position, definition_version, ...definition } = figure as NonNullable<typeof figure>
  const { release: _, position: __, ...stated } = source as NonNullable<typeof source>
  await publish(
    press,
    {
      note: 'Another definition, and a better address.',
      figures: [{ ...definition, definition: 'Counted otherwise.' }],
      sources: [{ ...stated, archived_url: 'https://archive.example/1' }],
      observations: [
        {
          figure: 'held_living',
          reference_date: '2025-03-05',
          change_type: 'reclassified',
          reason: 'The definition changed.',
          claims: [claim()],
        },
      ],
    },
    { by: 'desk' },
  )
  const changes = async (query: string) => (await app.inject(`/v1/changes?${query}`)).json()
  return { ...service, changes }
}

t.test('what changed since a story ran is one question', async (t) => {
  const { changes } = await eventful(t)
  const { as_of, changes: list, next } = await changes('since=2')
  t.equal(as_of.release, 6)
  t.equal(next, null)
  t.same(
    list.map((change: { sentence: string }) => change.sentence),
    [
      'Hostages believed alive and still held, 5 March 2025: about 24, now 23. Corrected: The newspaper corrected its count.',
      'Hostages believed alive and still held, 10 March 2025: still 23. New.',
      'Hostages believed alive and still held, 10 March 2025: 23, retracted; now 23 on 5 March 2025. Retracted: The source withdrew it.',
      'source nyt-2025-03-05: archived_url said anew.',
      'figure held_living: definition said anew.',
      'Hostages believed alive and still held, 5 March 2025: still 23. Reclassified: The definition changed.',
    ],
  )
  t.match(list[0], {
    from: { display: 'about 24' },
    to: { display: '23' },
    quantity_changed: true,
    comparable: true,
    error_origin: 'source',
  })
  t.match(list[1], {
    from: { reference_date: '2025-03-05' },
    quantity_changed: false,
    comparable: false,
    backfilled: false,
  })
  t.match(list[2], { to: null, now_current: { display: '23', reference_date: '2025-03-05' }, comparable: null })
  t.match(list[5], { comparable: false, from: { definition_version: 1 }, to: { definition_version: 2 } })
})

t.test('days entered late are marked, replace nothing and are no news', async (t) => {
  const { changes } = await eventful(t)
  const { changes: list } = await changes('as_of=2&change_type=backfilled&limit=1000')
  t.equal(list.length, 106)
  t.ok(list.every((change: { backfilled: boolean; from: unknown }) => change.backfilled && change.from === null))
})

t.test('pages of changes, however small, are the whole list in its order, also across a publish', async (t) => {
  const { app, press, changes } = await eventful(t)
  const whole = (await changes('as_of=6&limit=1000')).changes
  t.equal(whole.length, 9 + 122 + 6)
  const found: unknown[] = []
  let address: string | null = '/v1/changes?limit=7'
  while (address !== null) {
    const page: { changes: unknown[]; next: string | null } = (await app.inject(address)).json()
    found.push(...page.changes)
    if (found.length === 7) await publish(press, addition({ reference_date: '2025-03-12' }), { by: 'desk' })
    address = page.next
  }
  t.same(found, whole)
  const restated = (await changes('since=5&as_of=6&limit=1')).next as string
  t.match((await app.inject(restated)).json().changes[0], { subject: 'figure' })
})

t.test('changes can be asked for by figure, by reason and up to a release', async (t) => {
  const { app, changes } = await eventful(t)
  const subjects = (await changes('since=5&figure=held_living')).changes.map(
    (change: { subject: string }) => change.subject,
  )
  t.same(subjects, ['figure', 'observation'])
  t.same((await changes('since=5&figure=held')).changes, [])
  t.equal((await changes('change_type=corrected&change_type=retracted')).changes.length, 2)
  t.equal((await changes('since=2&as_of=3')).changes.length, 1)
  for (const [query, detail] of [
    ['since=7', 'No release 7; the newest is 6.'],
    ['since=4&as_of=3', 'since "4" is release 4, after release 3, from which the answer is drawn.'],
    ['figure=heldd', 'figure "heldd" is not a figure of release 6. The figures are listed at /v1/figures.'],
    [
      'change_type=wrong',
      'change_type "wrong" is not one of new, backfilled, revised, corrected, reclassified, confirmed, retracted.',
    ],
  ]) {
    const answer = await app.inject(`/v1/changes?${query}`)
    t.ok([400, 404].includes(answer.statusCode))
    t.equal(answer.json().detail, detail)
  }
})

t.test('as a table, a change is a row, with what it was and what it is spread out', async (t) => {
  const { app } = await eventful(t)
  const [header, corrected, , , source] = (await app.inject('/v1/changes.csv?since=2')).body.split('\r\n')
  t.match(header, /from_display,from_value,.*to_display,to_value/)
  t.match(corrected, /,corrected,false,The newspaper corrected its count.,source,true,true,about 24,24,about,/)
  t.match(source, /,source,source nyt-2025-03-05: archived_url said anew.,/)
})
