import { parseAtomFeed } from 'feedsmith'
import t from 'tap'
import { publish } from '../src/publish.ts'
import { addition, correction, retraction } from './fixtures/drafts.ts'
import { bundledApp } from './fixtures/press.ts'

t.test('the feed is Atom with an entry for each change, newest first, whose ids stay', async (t) => {
  const { app, press } = await bundledApp(t)
  const before = parseAtomFeed((await app.inject('/v1/changes.atom')).body)
  await publish(press, correction({ reason: 'A & B <corrected> it.' }), { by: 'desk' })
  await publish(press, retraction(), { by: 'desk' })
  const answer = await app.inject('/v1/changes.atom')
  t.equal(answer.headers['content-type'], 'application/atom+xml; charset=utf-8')
  const feed = parseAtomFeed(answer.body)
  t.match(feed, {
    id: 'tag:hostage-figures,2026:changes',
    title: { value: 'Hostage figures: changes' },
    updated: press.store.releases.newest()?.published_at,
  })
  t.equal(feed.entries?.length, 100)
  t.match(feed.entries?.slice(0, 2), [
    {
      id: 'tag:hostage-figures,2026:release/4/observation/held_living/2025-03-05',
      categories: [{ term: 'retracted' }],
    },
    {
      id: 'tag:hostage-figures,2026:release/3/observation/held_living/2025-03-05',
      title: {
        value:
          'Hostages believed alive and still held, 5 March 2025: about 24, now 23. Corrected: A & B <corrected> it.',
      },
      updated: press.store.releases.one(3)?.published_at,
      links: [
        { href: 'http://localhost:3000/v1/figures/held_living/observations/2025-03-05?as_of=3', rel: 'alternate' },
      ],
    },
  ])
  t.equal(new Set(feed.entries?.map(({ id }) => id)).size, 100)
  t.equal(feed.entries?.[2]?.id, before.entries?.[0]?.id)
})

t.test('the feed of one figure since a release holds its changes, breaks and backfilled days said so', async (t) => {
  const { app, press } = await bundledApp(t)
  const source = press.store.sources.one('nyt-2025-03-05', 2)
  const { release: _, position: __, ...stated } = source as NonNullable<typeof source>
  const { entries } = parseAtomFeed((await app.inject('/v1/changes.atom?figure=held_bodies&since=1')).body)
  const summaries = entries?.map(({ summary }) => summary?.value) ?? []
  t.match(
    summaries[0],
    /^Break of the series: Counts those believed dead; .* Source: The New York Times\. Release 2\.$/,
  )
  t.match(summaries[1], /^A past day entered late; what is current did not change\./)
  await publish(press, { note: 'Only a source.', sources: [{ ...stated, note: null }] }, { by: 'desk' })
  await publish(press, addition({ series_break: 'Counts otherwise.' }), { by: 'desk' })
  const [added, restated] = parseAtomFeed((await app.inject('/v1/changes.atom?since=2')).body).entries ?? []
  t.equal(
    added?.summary?.value,
    'It cannot be compared with what it replaced. Break of the series: Counts otherwise. Source: The New York Times. Release 4.',
  )
  t.match(restated, {
    id: 'tag:hostage-figures,2026:release/3/source/nyt-2025-03-05',
    title: { value: 'source nyt-2025-03-05: note said anew.' },
    categories: [{ term: 'restated' }],
    links: [{ href: 'http://localhost:3000/v1/releases/3' }],
    summary: { value: 'Release 3.' },
  })
  t.equal(parseAtomFeed((await app.inject('/v1/changes.atom?limit=1000')).body).entries?.length, 9 + 122 + 2)
})
