import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import t from 'tap'
import { publish } from '../src/publish.ts'
import { verify } from '../src/store/verify.ts'
import { asking } from './fixtures/contract.ts'
import { addition, correction } from './fixtures/drafts.ts'
import { contentDigest, emptyService, service } from './fixtures/service.ts'

const { app, press } = await service(t)

/** The digest of a release, worked out from its answer alone, as docs/verifying.md says. */
function recomputed({ digest: _, ...release }: Record<string, unknown>) {
  return createHash('sha256')
    .update(canonicalize(release) as string)
    .digest('hex')
}

t.test('the releases are listed oldest first, with what each brought and the chain between them', async (t) => {
  const ask = asking(t, app)
  const { as_of, releases, next } = (await ask('/v1/releases')).json()
  t.match(as_of, { release: 2 })
  t.equal(next, null)
  t.equal(releases.length, 2)
  const [first, second] = releases
  t.strictSame(
    { ...first, digest: undefined },
    {
      number: 1,
      published_at: '2026-11-22T12:00:00.000Z',
      published_by: 'bundled',
      note: 'The figures on the hostages that The New York Times reported on 5 March 2025.',
      previous_digest: null,
      digest: undefined,
      figures: 9,
      sources: 1,
      observations: 9,
      identities: 0,
      newest_reference_date: '2025-03-05',
      url: '/v1/releases/1',
    },
  )
  t.match(second, { number: 2, figures: 13, identities: 4, previous_digest: first.digest, url: '/v1/releases/2' })
  for (const { url, digest, observations, sources, note } of releases) {
    const whole = (await ask(url)).json()
    t.equal(whole.digest, digest)
    t.strictSame([whole.observations.length, whole.sources.length, whole.note], [observations, sources, note])
  }
  t.equal((await ask('/v1/releases?as_of=1')).json().releases.length, 1)
})

t.test('a release is told whole, as it was hashed: anyone can check its digest and its chain', async (t) => {
  const ask = asking(t, app)
  let previous: string | null = null
  for (const number of [1, 2]) {
    const { body } = await ask(`/v1/releases/${number}`)
    const release = JSON.parse(body)
    t.equal(recomputed(release), release.digest)
    t.equal(release.previous_digest, previous)
    const stored = press.store.releases.stored(number)
    t.equal(body, `{"digest":"${release.digest}",${stored?.canonical.toString().slice(1)}`)
    t.equal(body, canonicalize(release), 'the answer itself is canonical JSON')
    previous = release.digest
  }
  t.match((await ask('/v1/releases/1')).json(), { published_by: 'bundled', observations: { length: 9 } })
})

t.test('the newest release is also at /latest', async (t) => {
  const { ask, press } = await service(t)
  t.equal((await ask('/v1/releases/latest')).body, (await ask('/v1/releases/2')).body)
  await publish(press, addition(), { by: 'desk' })
  t.equal((await ask('/v1/releases/latest')).json().number, 3)
})

t.test('what is not the number of a release is a 404 that names it', async (t) => {
  const ask = asking(t, app)
  for (const number of ['0', '3', '01', '-1', '1.5', '1e0', 'first', '9999999999', '%201']) {
    const { statusCode, body } = await ask(`/v1/releases/${number}`)
    t.strictSame(
      [statusCode, JSON.parse(body).detail],
      [404, `No release "${decodeURIComponent(number)}"; the newest is 2.`],
    )
  }
})

t.test('a published draft is answered with the release, and with where it is from now on', async (t) => {
  const { ask, send, press } = await service(t)
  const { statusCode, headers, body } = await send(correction())
  t.equal(statusCode, 201)
  t.strictSame(
    [headers.location, headers['cache-control'], headers['content-type']],
    ['/v1/releases/3', 'no-store', 'application/json; charset=utf-8'],
  )
  const release = JSON.parse(body)
  t.match(release, {
    number: 3,
    published_at: '2026-11-22T13:30:00.000Z',
    published_by: 'desk',
    note: 'A correction.',
    figures: [],
    sources: [],
    identities: [],
  })
  t.equal(release.previous_digest, (await ask('/v1/releases/2')).json().digest)
  t.equal(recomputed(release), release.digest)
  t.strictSame(release.observations, [
    {
      change_type: 'corrected',
      claims: [
        {
          attributed_to: null,
          derivation: null,
          locator: null,
          preference_note: null,
          preferred: true,
          qualifier: 'exact',
          source: 'nyt-2025-03-05',
          upper_value: null,
          value: 23,
          wording: 'the 23 living hostages',
        },
      ],
      error_origin: 'source',
      figure: 'held_living',
      reason: 'The newspaper corrected its count.',
      reference_date: '2025-03-05',
      series_break: null,
    },
  ])
  t.equal((await ask('/v1/releases/3')).body, body)
  t.match((await ask('/v1/figures/held_living')).json(), {
    as_of: { release: 3 },
    figure: { display: '23', release: 3 },
  })
  t.equal(verify(press.store), null)
})

t.test('a dry run tells what would change, and stores nothing', async (t) => {
  const { ask, send, press } = await service(t)
  const before = contentDigest(press)
  const { statusCode, headers, body } = await send(correction(), {}, '/v1/releases?dry_run=true')
  t.strictSame([statusCode, headers['cache-control'], headers.location], [200, 'no-store', undefined])
  const { as_of, would_be, changes } = JSON.parse(body)
  t.match([as_of.release, would_be, changes.length], [2, 3, 1])
  t.match(changes[0], {
    subject: 'observation',
    figure: 'held_living',
    reference_date: '2025-03-05',
    revision: 3,
    change_type: 'corrected',
    from: { display: 'about 24', value: 24, qualifier: 'about', contested: true },
    to: { display: '23', value: 23, qualifier: 'exact', contested: false, lower_bound: 23, upper_bound: 23 },
    now_current: null,
    quantity_changed: true,
  })
  t.equal(contentDigest(press), before)
  t.equal((await send(correction({ reason: null }), {}, '/v1/releases?dry_run=true')).statusCode, 422)
  t.equal((await send(correction(), { 'if-match': '"1"' }, '/v1/releases?dry_run=true')).statusCode, 412)
  t.equal((await send(correction(), {}, '/v1/releases?dry_run=false')).statusCode, 201)
  t.equal((await ask('/v1/releases')).json().releases.length, 3)
})

t.test('the first release of all can come over HTTP', async (t) => {
  const { ask, send } = await emptyService(t)
  const source = { id: 'a-test', publisher: 'A test', title: 'A test', url: 'https://example.org/', language: 'en' }
  const draft = { note: 'The first.', sources: [source] }
  const preview = await send(draft, {}, '/v1/releases?dry_run=true')
  t.strictSame(preview.json(), { as_of: null, would_be: 1, changes: [] })
  const { statusCode, headers, body } = await send(draft, { 'if-match': '"0"' })
  t.strictSame([statusCode, headers.location], [201, '/v1/releases/1'])
  t.match(JSON.parse(body), { number: 1, previous_digest: null })
  t.strictSame((await ask('/v1/figures')).json(), {
    as_of: { release: 1, published_at: '2026-11-22T13:30:00.000Z', newest_reference_date: null },
    figures: [],
    next: null,
  })
})

t.test('a release is published after the one before it, even when the clock steps back', async (t) => {
  const { send } = await service(t, { now: () => new Date('2026-01-01T00:00:00Z') })
  t.equal((await send(addition())).json().published_at, '2026-11-22T12:30:00.001Z')
})

t.test('a publication is not at an address with a suffix', async (t) => {
  const { send, press } = await service(t)
  const before = contentDigest(press)
  for (const suffix of ['.csv', '.xlsx']) t.equal((await send(addition(), {}, `/v1/releases${suffix}`)).statusCode, 404)
  t.equal(contentDigest(press), before)
})
