import fc from 'fast-check'
import t from 'tap'
import { publish } from '../src/publish.ts'
import { asking } from './fixtures/contract.ts'
import { rows } from './fixtures/csv.ts'
import { claim, correction } from './fixtures/drafts.ts'
import { service } from './fixtures/service.ts'

const { app } = await service(t)

const lists = {
  '/v1/figures': 'figures',
  '/v1/figures?hostage_status=held': 'figures',
  '/v1/figures/held_of_taken/history': 'observations',
  '/v1/figures/held_of_taken/history?reference_date_from=2024-01-01': 'observations',
  '/v1/sources': 'sources',
  '/v1/sources/nyt-2025-03-05': 'observations',
  '/v1/releases': 'releases',
  '/v1/releases?since=1': 'releases',
} as const

const withQuery = (url: string, query: string) => `${url}${url.includes('?') ? '&' : '?'}${query}`
const cursorOf = (next: string) => new URLSearchParams(next.split('?')[1]).get('cursor') as string
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** The items of all pages from an address on, and how many each page had. */
async function pages(ask: ReturnType<typeof asking>, url: string, { key }: { key: string }) {
  const items: unknown[] = []
  const sizes: number[] = []
  for (let next: string | null = url; next !== null; ) {
    const body: Record<string, unknown> = (await ask(next)).json()
    items.push(...(body[key] as unknown[]))
    sizes.push((body[key] as unknown[]).length)
    next = body.next as string | null
  }
  return { items, sizes }
}

t.test('the pages of a list, put together, are the list', async (t) => {
  const ask = asking(t, app)
  for (const [url, key] of Object.entries(lists)) {
    const whole = (await ask(withQuery(url, 'limit=1000'))).json()
    t.equal(whole.next, null)
    for (const limit of [1, 4, whole[key].length]) {
      const { items, sizes } = await pages(ask, withQuery(url, `limit=${limit}`), { key })
      t.strictSame(items, whole[key], `${url} by ${limit}`)
      t.ok(
        sizes.slice(0, -1).every((size) => size === limit),
        'every page but the last is full',
      )
      t.ok((sizes.at(-1) as number) > 0, 'no page is empty')
    }
  }
})

t.test('pages fit together for every size', async (t) => {
  const url = '/v1/figures/held_of_taken/history'
  const ask = asking(t, app)
  const whole = (await ask(url)).json().observations
  t.equal(whole.length, 30)
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 40 }), async (limit) => {
      const { items } = await pages((request) => app.inject(request as string), `${url}?limit=${limit}`, {
        key: 'observations',
      })
      return JSON.stringify(items) === JSON.stringify(whole)
    }),
    { numRuns: 30 },
  )
})

t.test('pages fetched across a publication are the pages there would have been without it', async (t) => {
  const { ask, press } = await service(t)
  const urls = Object.entries(lists).map(([url, key]) => ({ url: withQuery(url, 'limit=2'), key }))
  const undisturbed = await Promise.all(urls.map(({ url, key }) => pages(ask, url, { key })))
  const first = await Promise.all(urls.map(async ({ url, key }) => ({ ...(await ask(url)).json(), key })))

  const { figures, sources } = (await ask('/v1/releases/1')).json()
  const observation = { figure: 'held_of_taken', claims: [claim()] }
  const earliest = { ...observation, reference_date: '2023-10-13', change_type: 'backfilled' }
  const latest = { ...observation, reference_date: '2025-03-01', change_type: 'new' }
  const added = { ...figures[0], id: 'a_test', hostage_status: 'held' }
  const { observations } = correction()
  const retracted = { figure: 'taken', reference_date: '2025-03-05', change_type: 'retracted', reason: 'A test.' }
  const draft = { note: 'In between.', figures: [added], sources: [{ ...sources[0], id: 'a-test' }] }
  await publish(press, { ...draft, observations: [...observations, earliest, latest, retracted] }, { by: 'desk' })

  for (const [index, { key, next, ...page }] of first.entries()) {
    const { url } = urls[index] as { url: string }
    const rest = next === null ? { items: [] } : await pages(ask, next, { key })
    t.strictSame([...page[key], ...rest.items], undisturbed[index]?.items, url)
    t.notSame(
      (await pages(ask, url, { key })).items,
      undisturbed[index]?.items,
      'who begins anew sees what was published',
    )
  }
})

t.test('the pages of an old release are of that release', async (t) => {
  const ask = asking(t, app)
  const { items } = await pages(ask, '/v1/figures?as_of=1&limit=4', { key: 'figures' })
  t.equal(items.length, 9)
  const first = (await ask('/v1/figures?as_of=1&limit=4')).json()
  t.match((await ask(first.next)).json().as_of, { release: 1 })
  t.match((await ask(`${first.next}&as_of=1`)).json().as_of, { release: 1 }, 'as_of may be repeated')
  t.match((await ask(`${first.next}&as_of=2026-11-22T12:00:00Z`)).json().as_of, { release: 1 }, 'in other words, too')
})

t.test('a cursor with an as_of of another release is refused', async (t) => {
  const ask = asking(t, app)
  const { next } = (await ask('/v1/figures?as_of=1&limit=4')).json()
  const { statusCode, body } = await ask(`${next}&as_of=2`)
  const detail = 'The cursor belongs to release 1, and as_of "2" is release 2.'
  t.strictSame([statusCode, JSON.parse(body).errors], [400, [{ parameter: 'cursor', detail }]])
})

t.test('a cursor of another list, and anything that is no cursor, is refused', async (t) => {
  const ask = asking(t, app)
  const { next } = (await ask('/v1/figures/held_of_taken/history?limit=1')).json()
  const refused: [string, string][] = [
    ['/v1/figures/held/history', cursorOf(next)],
    ['/v1/figures', cursorOf(next)],
    ['/v1/figures', 'x'],
    ['/v1/figures', ''],
    ['/v1/figures', 'null'],
    ['/v1/figures', '../../etc/passwd'],
    ['/v1/figures', encoded(null)],
    ['/v1/figures', encoded({})],
    ['/v1/figures', encoded([])],
    ['/v1/figures', encoded([2, '/v1/figures'])],
    ['/v1/figures', encoded([2, '/v1/figures', '1'])],
    ['/v1/figures', encoded([2, '/v1/figures', 1, 1])],
    ['/v1/figures', encoded([0, '/v1/figures', 1])],
    ['/v1/figures', encoded([-2, '/v1/figures', 1])],
    ['/v1/figures', encoded([1.5, '/v1/figures', 1])],
    ['/v1/figures', encoded(['2', '/v1/figures', 1])],
    ['/v1/sources/nyt-2025-03-05', encoded([2, '/v1/sources/nyt-2025-03-05', 'taken'])],
  ]
  for (const [path, cursor] of refused) {
    const { statusCode, body } = await ask(`${path}?cursor=${encodeURIComponent(cursor)}`)
    t.equal(statusCode, 400, cursor)
    t.match(JSON.parse(body), {
      type: '/problems/invalid_parameter',
      errors: [{ parameter: 'cursor', detail: /^The cursor "/ }],
    })
    t.match(JSON.parse(body).detail, ` is not one that ${path} has given.`)
  }
  t.equal((await ask(`/v1/figures?cursor=${encoded([99, '/v1/figures', 1])}`)).statusCode, 404, 'no such release')
})

t.test('a cursor goes on in the other format where it stopped in the first', async (t) => {
  const ask = asking(t, app)
  const { next } = (await ask('/v1/figures/rescued/history?limit=5')).json()
  const rest = (await ask(next)).json().observations.map((one: { reference_date: string }) => one.reference_date)
  t.strictSame(rest, ['2025-02-22', '2025-02-27'])
  const cells = rows((await ask(next.replace('/history?', '/history.csv?'))).body)
  t.strictSame(
    cells.map(({ reference_date }) => reference_date),
    rest,
  )
})

t.test('a CSV with a limit has pages that Link leads through; without one it is whole', async (t) => {
  const ask = asking(t, app)
  const nextOf = (link: unknown) => /<([^>]*)>; rel="next"/.exec(String(link))?.[1]
  const dates: (string | undefined)[] = []
  for (let url: string | undefined = '/v1/figures/held_of_taken/history.csv?limit=7'; url !== undefined; ) {
    const { body, headers } = await ask(url)
    t.match(url, /^\/v1\/figures\/held_of_taken\/history\.csv\?/)
    t.ok(rows(body).length <= 7)
    dates.push(...rows(body).map(({ reference_date }) => reference_date))
    url = nextOf(headers.link)
  }
  const whole = await ask('/v1/figures/held_of_taken/history.csv')
  t.equal(nextOf(whole.headers.link), undefined)
  t.strictSame(
    dates,
    rows(whole.body).map(({ reference_date }) => reference_date),
  )
  t.equal(dates.length, 30)
})

t.test('a page keeps the conditions it was asked with, and can be kept by caches', async (t) => {
  const ask = asking(t, app)
  const { next } = (await ask('/v1/figures.json?hostage_status=held&limit=2&population=us')).json()
  t.equal(next, null)
  const first = await ask('/v1/figures.json?hostage_status=held&limit=2&as_of=2')
  const query = new URLSearchParams(first.json().next.split('?')[1])
  t.match(first.json().next, /^\/v1\/figures\.json\?/)
  t.strictSame([query.get('hostage_status'), query.get('limit'), query.get('as_of')], ['held', '2', null])
  t.equal(first.headers.link?.toString().includes(`<${first.json().next}>; rel="next"`), true)
  const second = await ask(first.json().next)
  t.equal(second.headers['cache-control'], 'public, max-age=86400, stale-while-revalidate=604800')
  t.match(second.headers.link, `<${first.json().next}>; rel="cite-as"`)
})

t.test('a cursor to which anything was added is refused', async (t) => {
  const ask = asking(t, app)
  const { next } = (await ask('/v1/figures?limit=4')).json()
  for (const more of ['!', '%20', '=', '%3E;%20rel=x']) t.equal((await ask(next + more)).statusCode, 400, more)
})
