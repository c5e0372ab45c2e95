// The headers of src/http/send.ts that caches, browsers and citing readers go by.

import t from 'tap'
import { asking } from './fixtures/contract.ts'
import { service } from './fixtures/service.ts'

const { app } = await service(t)

const reads = [
  '/v1/figures',
  '/v1/figures.csv',
  '/v1/figures/taken?as_of=1',
  '/v1/figures/taken/history.csv?limit=2',
  '/v1/figures/taken/observations/2025-03-05',
  '/v1/releases',
  '/v1/releases/1',
  '/v1/releases/latest',
  '/v1/sources',
  '/v1/sources/nyt-2025-03-05.csv',
]

t.test('caches are told how long an answer stays true, and when its release was published', async (t) => {
  const ask = asking(t, app)
  const newest = 'public, max-age=30, s-maxage=60, stale-while-revalidate=300, stale-if-error=86400'
  const pinned = 'public, max-age=86400, stale-while-revalidate=604800'
  const forever = 'public, max-age=31536000, immutable'
  const first = 'Sun, 22 Nov 2026 12:00:00 GMT'
  const second = 'Sun, 22 Nov 2026 12:30:00 GMT'
  for (const [url, lasts, modified] of [
    ['/v1/figures', newest, second],
    ['/v1/figures?as_of=2026-11-22', newest, second],
    ['/v1/figures?as_of=2026-11-22T12:00:00Z', newest, first],
    ['/v1/figures?as_of=1', pinned, first],
    ['/v1/figures.csv?as_of=2', pinned, second],
    ['/v1/figures/taken/observations/2025-03-05', newest, second],
    ['/v1/figures/taken/observations/2025-03-05?as_of=1', pinned, first],
    ['/v1/releases/latest', newest, second],
    ['/v1/releases/1', forever, first],
    ['/v1/releases/2', forever, second],
    ['/v1/figures/nothing', 'no-store', undefined],
    ['/v1/figures?as_of=3', 'no-store', undefined],
    ['/v1/releases/3', 'no-store', undefined],
  ] as const) {
    const { headers } = await ask(url)
    t.strictSame([headers['cache-control'], headers['last-modified']], [lasts, modified], url)
    if (modified !== undefined) t.equal(headers.vary, 'Accept, Accept-Encoding')
  }
})

t.test('Link leads to the permalink, the other formats, the contract and the licence', async (t) => {
  const ask = asking(t, app)
  const common = [
    '</openapi.json>; rel="describedby"; type="application/json"',
    '<https://creativecommons.org/licenses/by/4.0/>; rel="license"',
  ]
  for (const [url, own] of [
    [
      '/v1/figures',
      [
        '</v1/figures?as_of=2>; rel="cite-as"',
        '</v1/figures.csv>; rel="alternate"; type="text/csv"',
        '</v1/figures.jsonstat>; rel="alternate"; type="application/json"',
      ],
    ],
    [
      '/v1/figures.csv?population=us&as_of=2026-11-22',
      [
        '</v1/figures.csv?as_of=2&population=us>; rel="cite-as"',
        '</v1/figures.json?as_of=2026-11-22&population=us>; rel="alternate"; type="application/json"',
        '</v1/figures.jsonstat?as_of=2026-11-22&population=us>; rel="alternate"; type="application/json"',
      ],
    ],
    [
      '/v1/figures/taken/observations/2025-03-05',
      ['</v1/figures/taken/observations/2025-03-05?as_of=2>; rel="cite-as"'],
    ],
    ['/v1/releases/latest', ['</v1/releases/2>; rel="cite-as"']],
    ['/v1/releases/1', ['</v1/releases/1>; rel="cite-as"']],
  ] as const) {
    t.strictSame(String((await ask(url)).headers.link).split(', '), [...own, ...common], url)
  }
  for (const url of reads) {
    const { headers, body } = await ask(url)
    for (const [, to, rel] of String(headers.link).matchAll(/<(\/v1[^>]*)>; rel="([a-z-]+)"/g)) {
      const there = await ask(to as string)
      t.equal(there.statusCode, 200, `${url} ${rel} ${to}`)
      if (rel === 'cite-as') t.equal(there.body, body, 'what is cited says the same')
    }
  }
})

t.test('pages of any origin may read everything, errors and headers included', async (t) => {
  const origin = 'https://newsroom.example'
  for (const url of [
    ...reads,
    '/v1/figures/nothing',
    '/v1/figures?asOf=1',
    '/nothing',
    '/health/ready',
    '/problems/conflict',
  ]) {
    const { headers } = await app.inject({ url, headers: { origin } })
    t.equal(headers['access-control-allow-origin'], '*', url)
    const exposed = String(headers['access-control-expose-headers']).split(', ')
    for (const name of ['ETag', 'Link', 'Retry-After']) t.ok(exposed.includes(name))
  }
  const current = await app.inject({ url: '/v1/figures', headers: { origin, 'if-none-match': '*' } })
  t.strictSame([current.statusCode, current.headers['access-control-allow-origin']], [304, '*'])
  const headers = { origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'if-none-match' }
  const preflight = await app.inject({ method: 'OPTIONS', url: '/v1/figures', headers })
  t.strictSame([preflight.statusCode, preflight.headers['access-control-allow-methods']], [204, 'GET, HEAD'])
  t.equal(preflight.headers['access-control-allow-headers'], 'if-none-match')
  t.equal(preflight.headers['access-control-allow-credentials'], undefined)
})

t.test('an address that is not well-formed can be read from any origin, too', async (t) => {
  const { headers } = await app.inject({
    url: '/v1/figures/%E0%A4%A',
    headers: { origin: 'https://newsroom.example' },
  })
  t.equal(headers['access-control-allow-origin'], '*')
})

t.test('OPTIONS outside of a preflight is no error of an undocumented kind', async (t) => {
  const { statusCode, headers } = await app.inject({ method: 'OPTIONS', url: '/v1/figures' })
  t.ok(statusCode === 204 || String(headers['content-type']).startsWith('application/problem+json'))
})
