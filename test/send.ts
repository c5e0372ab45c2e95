import fc from 'fast-check'
import t from 'tap'
import { heldTag } from '../src/http/entity-tag.ts'
import { withoutSuffix } from '../src/http/send.ts'
import { publish } from '../src/publish.ts'
import { asking } from './fixtures/contract.ts'
import { addition } from './fixtures/drafts.ts'
import { service } from './fixtures/service.ts'

const { app } = await service(t)

const json = 'application/json; charset=utf-8'
const csv = 'text/csv; charset=utf-8; header=present'

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

t.test('Accept chooses the format, and JSON is for whoever does not care', async (t) => {
  const ask = asking(t, app)
  const chosen: [string | undefined, string][] = [
    [undefined, json],
    ['*/*', json],
    ['application/*', json],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', json],
    ['application/json', json],
    ['text/csv', csv],
    ['TEXT/CSV', csv],
    ['text/*', csv],
    ['application/json;q=0.5, text/csv', csv],
    ['text/csv;q=0.5, application/json', json],
    ['text/csv;q=0.9, */*;q=0.1', csv],
    ['application/pdf, text/csv;q=0.1', csv],
    ['application/json;q=0, */*', csv],
  ]
  for (const [accept, type] of chosen) {
    const { statusCode, headers } = await ask({ url: '/v1/figures', headers: accept === undefined ? {} : { accept } })
    t.strictSame([statusCode, headers['content-type']], [200, type], `Accept: ${accept}`)
  }
})

t.test('an Accept that nothing here satisfies is a 406 that names what there is', async (t) => {
  const ask = asking(t, app)
  for (const accept of [
    'application/pdf',
    'text/html',
    'image/*',
    'application/json;q=0',
    'application/vnd.sdmx.data+json',
  ]) {
    const { statusCode, body } = await ask({ url: '/v1/figures', headers: { accept } })
    t.strictSame(
      [statusCode, JSON.parse(body).detail],
      [406, `Accept "${accept}" asks for none of application/json, text/csv.`],
    )
  }
})

t.test('a suffix of the path wins over Accept', async (t) => {
  const ask = asking(t, app)
  for (const accept of ['application/json', 'text/csv', 'application/pdf']) {
    const headers = { accept }
    t.equal((await ask({ url: '/v1/figures.csv', headers })).headers['content-type'], csv)
    t.equal((await ask({ url: '/v1/figures.json', headers })).headers['content-type'], json)
    t.equal((await ask({ url: '/v1/figures/taken/history.csv?as_of=1', headers })).headers['content-type'], csv)
  }
  t.equal((await ask('/v1/figures.json')).body, (await ask('/v1/figures')).body)
  t.equal(
    (await ask('/v1/figures.csv')).body,
    (await ask({ url: '/v1/figures', headers: { accept: 'text/csv' } })).body,
  )
})

t.test('a suffix that is no format of the address is a 404 that names those there are', async (t) => {
  const ask = asking(t, app)
  for (const [url, detail] of [
    ['/v1/figures.xlsx', 'There is no .xlsx at /v1/figures; there is .json, .csv, .jsonstat.'],
    ['/v1/figures/taken.pdf?as_of=1', 'There is no .pdf at /v1/figures/taken; there is .json, .csv, .svg.'],
    ['/v1/releases/1.csv', 'There is no .csv at /v1/releases/1; there is .json'],
  ] as const) {
    const { statusCode, body } = await ask(url)
    t.equal(statusCode, 404)
    t.match(JSON.parse(body).detail, detail)
  }
})

t.test('only what is under /v1 has suffixes, and a query keeps its own dots', (t) => {
  t.equal(withoutSuffix('/v1/figures.csv'), '/v1/figures')
  t.equal(withoutSuffix('/v1/figures.csv?as_of=2026-11-22T12:00:00.000Z'), '/v1/figures?as_of=2026-11-22T12:00:00.000Z')
  t.equal(withoutSuffix('/v1/figures?cursor=a.csv'), '/v1/figures?cursor=a.csv')
  t.equal(withoutSuffix('/v1/figures.csv?a=1?b=2'), '/v1/figures?a=1?b=2')
  t.equal(withoutSuffix('/v1/figures.tar.csv'), '/v1/figures.tar')
  t.equal(withoutSuffix('/v1.1/figures'), '/v1.1/figures')
  t.equal(withoutSuffix('/openapi.json'), '/openapi.json')
  t.equal(withoutSuffix('/'), '/')
  t.end()
})

t.test('an answer the reader has already is a 304 without a body', async (t) => {
  const ask = asking(t, app)
  for (const url of reads) {
    const { headers, statusCode } = await ask(url)
    t.equal(statusCode, 200)
    t.match(headers.etag, /^"[\w-]{27}"$/)
    const lists = [
      `${headers.etag}`,
      `"other", ${headers.etag}`,
      `${headers.etag},"other"`,
      `W/${headers.etag}`,
      `"a", W/${headers.etag} `,
      '*',
    ]
    for (const list of lists) {
      const again = await ask({ url, headers: { 'if-none-match': list } })
      t.strictSame([again.statusCode, again.body], [304, ''], `${url} If-None-Match: ${list}`)
      for (const name of ['etag', 'cache-control', 'vary', 'last-modified']) t.equal(again.headers[name], headers[name])
    }
    for (const list of ['"other"', '', 'W/"other", "another"', `${headers.etag?.toString().replaceAll('"', '')}`]) {
      t.equal((await ask({ url, headers: { 'if-none-match': list } })).statusCode, 200, `${url} If-None-Match: ${list}`)
    }
  }
})

t.test('a tag is found in any list that holds it, weak or strong, and in no other', (t) => {
  const tag = fc.stringMatching(/^[a-z]{1,3}$/).map((name) => `"${name}"`)
  const weak = fc.constantFrom('', 'W/')
  const listed = fc.array(fc.record({ tag, weak }), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(listed, tag, fc.constantFrom(',', ', ', ' ,  '), (list, etag, comma) => {
      const header = list.map((one) => one.weak + one.tag).join(comma)
      return (heldTag(header, etag) !== undefined) === list.some((one) => one.tag === etag)
    }),
    { numRuns: 300 },
  )
  t.equal(heldTag(undefined, '"a"'), undefined)
  t.equal(heldTag('*', '"a"'), '"a"')
  t.equal(heldTag('"b", W/"a-br"', '"a"'), '"a-br"', 'also in another encoding')
  t.end()
})

t.test('every representation has a tag of its own, which lasts as long as what it says', async (t) => {
  const { ask, press } = await service(t)
  const tag = async (url: string, accept = '*/*') => (await ask({ url, headers: { accept } })).headers.etag
  const urls = [
    ...reads,
    '/v1/figures?as_of=1',
    '/v1/figures?as_of=2',
    '/v1/figures?limit=1',
    '/v1/figures?population=us',
  ]
  const before = await Promise.all(urls.map((url) => tag(url)))
  t.equal(new Set(before).size, urls.length)
  t.not(await tag('/v1/figures', 'text/csv'), await tag('/v1/figures'))
  t.strictSame(await Promise.all(urls.map((url) => tag(url))), before, 'asked again, nothing moves')
  await publish(press, addition(), { by: 'desk' })
  for (const [index, url] of urls.entries()) {
    const lasting = url.includes('as_of') || url === '/v1/releases/1'
    t.equal((await tag(url)) === before[index], lasting, url)
  }
})

t.test('HEAD says what GET says, without the body', async (t) => {
  for (const url of [
    ...reads,
    '/v1/figures/nothing',
    '/v1/figures?asOf=1',
    '/health/ready',
    '/problems/conflict',
    '/nothing',
  ]) {
    const get = await app.inject(url)
    const head = await app.inject({ method: 'HEAD', url })
    t.strictSame([head.statusCode, head.body], [get.statusCode, ''], url)
    for (const name of ['content-type', 'etag', 'cache-control', 'link', 'last-modified', 'vary']) {
      t.equal(head.headers[name], get.headers[name], `${url} ${name}`)
    }
    if (get.headers.etag === undefined) continue
    const current = await app.inject({ method: 'HEAD', url, headers: { 'if-none-match': String(get.headers.etag) } })
    t.equal(current.statusCode, 304)
  }
})
