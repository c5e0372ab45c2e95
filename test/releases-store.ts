import t from 'tap'
import { canonical, digest } from '../src/domain/chain.ts'
import { bundledPress, emptyPress } from './fixtures/press.ts'
import { smallPress } from './fixtures/small.ts'

t.test('before the first release there is none to read', (t) => {
  const { releases } = emptyPress(t).store
  t.equal(releases.newest(), undefined)
  t.equal(releases.one(1), undefined)
  t.equal(releases.stored(1), undefined)
  t.equal(releases.publishedBy('9999-12-31T23:59:59.999Z'), undefined)
  t.strictSame(releases.page({ after: 0, limit: 10 }, 1), [])
  t.end()
})

t.test('a summary says when, by whom and how much, without the contents', async (t) => {
  const { releases } = (await bundledPress(t)).store
  t.strictSame(releases.one(1), {
    number: 1,
    published_at: '2026-11-22T12:00:00.000Z',
    published_by: 'bundled',
    note: 'The figures on the hostages that The New York Times reported on 5 March 2025.',
    previous_digest: null,
    digest: releases.one(2)?.previous_digest,
    figures: 9,
    sources: 1,
    observations: 9,
    identities: 0,
    newest_reference_date: '2025-03-05',
  })
  t.equal(releases.newest()?.number, 2)
  t.equal(releases.one(3), undefined)
})

t.test('where the data end moves with a release, back too when the newest day is retracted', async (t) => {
  const { releases } = (await smallPress(t)).store
  t.strictSame(
    [1, 2, 3, 4, 5].map((number) => releases.one(number)?.newest_reference_date),
    ['2025-01-01', '2025-02-01', '2025-01-01', '2025-02-01', '2025-02-01'],
  )
})

t.test('the bytes of a release are those that were hashed', async (t) => {
  const { releases } = (await smallPress(t)).store
  for (let number = 1; number <= 5; number++) {
    const { canonical: bytes, ...columns } = releases.stored(number) as NonNullable<ReturnType<typeof releases.stored>>
    const release = JSON.parse(bytes.toString())
    t.equal(digest(bytes), columns.digest)
    t.ok(canonical(release).equals(bytes))
    t.match(release, { number, previous_digest: releases.stored(number - 1)?.digest ?? null, published_by: 'desk' })
    t.notOk('digest' in release)
  }
})

t.test('the newest release by an instant is the last one published at or before it', async (t) => {
  const { releases } = (await bundledPress(t)).store
  const by = (instant: string) => releases.publishedBy(instant)?.number
  t.equal(by('2026-11-22T11:59:59.999Z'), undefined)
  t.equal(by('2026-11-22T12:00:00.000Z'), 1)
  t.equal(by('2026-11-22T12:29:59.999Z'), 1)
  t.equal(by('2026-11-22T12:30:00.000Z'), 2)
  t.equal(by('2100-01-01T00:00:00.000Z'), 2)
})

t.test('a page goes from after one release up to another, oldest first, and no further than its limit', async (t) => {
  const { releases } = (await smallPress(t)).store
  const page = (after: number, release: number, limit = 10) =>
    releases.page({ after, limit }, release).map(({ number }) => number)
  t.strictSame(page(0, 5), [1, 2, 3, 4, 5])
  t.strictSame(page(2, 4), [3, 4])
  t.strictSame(page(1, 5, 2), [2, 3])
  t.strictSame(page(4, 4), [])
})
