import fc from 'fast-check'
import t from 'tap'
import { csv } from '../src/formats/csv.ts'
import { publish } from '../src/publish.ts'
import { asCells, records, rows } from './fixtures/csv.ts'
import { claim } from './fixtures/drafts.ts'
import { service } from './fixtures/service.ts'

type Page = { observations: Record<string, unknown>[]; next: string | null }

const text = (columns: string[], ...chunks: object[][]) => [...csv(columns, chunks)].join('')

t.test('CSV is a header and a record for each row, all of them ended with CRLF', (t) => {
  const written = text(
    ['as_of.release', 'title', 'value', 'contested', 'note', 'latest_exact.value'],
    [
      { as_of: { release: 2 }, title: 'Taken', value: 250, contested: false, note: null, latest_exact: { value: 251 } },
      { as_of: { release: 2 }, title: 'Two, or "more"', value: 0, contested: true, note: 'é שלום', latest_exact: null },
    ],
  )
  t.equal(
    written,
    '\ufeffas_of_release,title,value,contested,note,latest_exact_value\r\n' +
      '2,Taken,250,false,,251\r\n' +
      '2,"Two, or ""more""",0,true,é שלום,\r\n',
  )
  t.end()
})

t.test('the header stands once, however many chunks there are, and alone when there is no row', (t) => {
  t.equal(text(['a', 'b'], [{ a: 1, b: 2 }], [{ a: 3, b: 4 }], []), '\ufeffa,b\r\n1,2\r\n3,4\r\n')
  t.equal(text(['a', 'b'], []), '\ufeffa,b\r\n')
  t.end()
})

t.test('a cell that a spreadsheet would run as a formula gets an apostrophe before it', (t) => {
  for (const formula of ['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '=HYPERLINK("https://example.org","x")']) {
    const [, [cell] = []] = records(text(['a'], [{ a: formula }]))
    t.equal(cell, `'${formula}`)
  }
  for (const plain of ['1=1', 'a+b', '24', 'about 24', "'quoted'"]) {
    const [, [cell] = []] = records(text(['a'], [{ a: plain }]))
    t.equal(cell, plain)
  }
  t.end()
})

t.test('a chunk is read only when the one before it was taken', (t) => {
  let read = 0
  const chunks = function* () {
    for (; read < 1000; ) {
      read += 1
      yield [{ a: read }]
    }
  }
  const written = csv(['a'], chunks())
  t.equal(read, 0)
  t.equal(written.next().value, '\ufeffa\r\n1\r\n')
  t.equal(read, 1)
  t.equal(written.next().value, '2\r\n')
  t.equal(read, 2)
  t.end()
})

const cell = fc
  .string({ unit: 'grapheme' })
  .filter((value) => !/^[=+\-@\t\r\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}]/u.test(value))

t.test('whatever words a cell holds, a reader of RFC 4180 gets them back', (t) => {
  const words = cell.map((value) => value.replaceAll(/[\r\n]/g, ' ')).filter((value) => value !== '')
  fc.assert(
    fc.property(fc.array(fc.tuple(words, words), { minLength: 1 }), (table) => {
      const read = records(
        text(
          ['a', 'b'],
          table.map(([a, b]) => ({ a, b })),
        ),
      )
      t.strictSame(read.slice(1), table)
    }),
    { numRuns: 100 },
  )
  t.end()
})

t.test('a line break within a cell is quoted, whichever it is', (t) => {
  for (const a of ['one\ntwo', 'one\r\ntwo', 'one\rtwo'])
    t.strictSame(records(text(['a', 'b'], [{ a, b: 1 }])), [
      ['a', 'b'],
      [a, '1'],
    ])
  t.end()
})

const source = { publisher: 'A test', url: 'https://example.org/', language: 'en' }

t.test('what is published as a formula arrives as words', async (t) => {
  const { ask, press } = await service(t)
  const title = '=HYPERLINK("https://example.org","press here")'
  const sources = [{ ...source, id: 'a-test', title, publisher: '@test', note: '+1' }]
  await publish(press, { note: 'A test.', sources }, { by: 'desk' })
  const { body } = await ask('/v1/sources.csv')
  t.match(rows(body).at(-1), { title: `'${title}`, publisher: "'@test", note: "'+1" })
  t.ok(
    body.includes(
      `3,a-test,'@test,,"'=HYPERLINK(""https://example.org"",""press here"")",https://example.org/,,en,,,'+1,`,
    ),
  )
  t.equal((await ask('/v1/sources')).json().sources.at(-1).title, title, 'JSON has the words themselves')
})

t.test('words of any script are UTF-8 in CSV', async (t) => {
  const { app, press } = await service(t)
  const title = 'חטופים, المحتجزون — «été» 🎗'
  await publish(press, { note: 'A test.', sources: [{ ...source, id: 'a-test', title }] }, { by: 'desk' })
  const { rawPayload, headers } = await app.inject('/v1/sources.csv')
  t.equal(headers['content-type'], 'text/csv; charset=utf-8; header=present')
  t.equal(rows(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(rawPayload)).at(-1)?.title, title)
})

t.test('a CSV without limit is whole and streamed, however long it is', async (t) => {
  const { app, ask, press } = await service(t)
  const first = Date.parse('2010-01-01')
  const observations = Array.from({ length: 1500 }, (_, day) => ({
    figure: 'rescued',
    reference_date: new Date(first + day * 86_400_000).toISOString().slice(0, 10),
    change_type: 'backfilled',
    claims: [claim({ value: day % 20, wording: `a test number: ${day % 20}` })],
  }))
  await publish(press, { note: 'Test numbers.', observations }, { by: 'desk' })
  const url = '/v1/figures/rescued/history'

  const page = (await ask(url)).json()
  t.equal(page.observations.length, 100, 'JSON has pages')
  t.type(page.next, 'string')
  const told: Page['observations'] = []
  for (let next: string | null = `${url}?limit=1000`; next !== null; ) {
    const body: Page = (await ask(next)).json()
    told.push(...body.observations)
    next = body.next
  }
  t.equal(told.length, 1507)

  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  const response = await fetch(`${address}${url}.csv`)
  t.equal(response.headers.get('content-length'), null)
  t.equal(response.headers.get('transfer-encoding'), 'chunked')
  const whole = Buffer.from(await response.arrayBuffer()).toString()
  t.strictSame(
    rows(whole),
    told.map((one) => asCells(3, one)),
  )
  t.equal((await ask(`${url}.csv?limit=1000`)).body, `${whole.split('\r\n').slice(0, 1001).join('\r\n')}\r\n`)

  const cited = await fetch(`${address}/v1/sources/nyt-2025-03-05.csv`)
  t.equal(rows(Buffer.from(await cited.arrayBuffer()).toString()).length, 1509)
})
