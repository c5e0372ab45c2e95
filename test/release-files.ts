import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { loadBundled, readReleaseFile } from '../src/release-files.ts'
import { verify } from '../src/store/verify.ts'
import { contents } from './fixtures/contents.ts'
import { correction } from './fixtures/drafts.ts'
import { bundledPress, bundledReleases, emptyPress } from './fixtures/press.ts'
import { smallHistory } from './fixtures/small.ts'

/** Writes files into a folder of the test and answers their paths. */
function written<Name extends string>(t: Test, files: Record<Name, string>): Record<Name, string> {
  const folder = t.testdir(files)
  return Object.fromEntries(Object.keys(files).map((name) => [name, join(folder, name)])) as Record<Name, string>
}

const dated = (draft: object, published_at: string) => JSON.stringify({ published_at, ...draft })

t.test('a release file is YAML or JSON, and both say the same', (t) => {
  const files = written(t, {
    'release.yaml': `
      # What an editor noted.
      note: A correction.
      observations:
        - figure: held_living
          reference_date: 2025-03-05
          change_type: corrected
          reason: The newspaper corrected its count.
          error_origin: source
          claims:
            - { source: nyt-2025-03-05, value: 23, qualifier: exact, wording: the 23 living hostages }`,
    'release.json': JSON.stringify(correction()),
    'indented.json': JSON.stringify(correction(), null, '\t'),
  })
  for (const path of Object.values(files)) t.strictSame(readReleaseFile(path), correction())
  t.end()
})

t.test('dates and words stay texts, numbers are numbers and nothing is null', (t) => {
  const values = {
    date: '2025-03-05',
    'instant: 1': '2026-11-22T12:00:00Z',
    time: '12:30',
    no: 'no',
    off: 'off',
    number: 24,
    thousands: '1,200',
    none: null,
    tilde: null,
  }
  const yaml = [
    'date: 2025-03-05',
    '"instant: 1": 2026-11-22T12:00:00Z',
    'time: 12:30',
    'no: no',
    'off: off',
    'number: 24',
    'thousands: 1,200',
    'none:',
    'tilde: ~',
  ]
  const { 'plain.yaml': plain, 'old.yaml': old } = written(t, {
    'plain.yaml': yaml.join('\n'),
    'old.yaml': ['%YAML 1.1', '---', ...yaml].join('\n'),
  })
  t.strictSame(readReleaseFile(plain), values)
  t.strictSame(readReleaseFile(old), values, 'whatever version of YAML the file claims')
  t.end()
})

t.test('a file that cannot be read is named, with the line', (t) => {
  const texts = {
    'nested.yaml': [
      'note: One\nfigures: a: b\n',
      'Nested mappings are not allowed in compact mappings at line 2, column 10.',
    ],
    'twice.yaml': ['note: One\nfigures: []\nnote: Two\n', 'Map keys must be unique at line 3, column 1.'],
    'open.json': ['{\n  "note": "One",\n  "figures": [\n', 'Unexpected end of JSON input.'],
    'comma.json': [
      '{\n  "note": "One",\n}\n',
      'Expected double-quoted property name in JSON at position 19 (line 3 column 1).',
    ],
    'twice.json': [
      '{"note":"One","sources":[{"note":"Two"}],"not\\u0065":"Three"}',
      'the key "note" stands twice in one object.',
    ],
    'two.yaml': ['note: One\n---\nnote: Two\n', 'it holds several documents; each release has a file of its own.'],
    'empty.yaml': ['# Nothing yet.\n', 'it is empty.'],
    'null.json': ['null', 'it is empty.'],
  }
  const files = written(t, Object.fromEntries(Object.entries(texts).map(([name, [text = '']]) => [name, text])))
  for (const [name, [, reason]] of Object.entries(texts)) {
    t.throws(() => readReleaseFile(files[name] as string), {
      code: 'malformed_request',
      message: `"${files[name]}" cannot be read: ${reason}`,
    })
  }
  const missing = join(t.testdirName, 'missing.yaml')
  t.throws(() => readReleaseFile(missing), {
    code: 'malformed_request',
    message: `"${missing}" cannot be read: there is no such file.`,
  })
  t.throws(() => readReleaseFile(t.testdirName), { message: `"${t.testdirName}" cannot be read: it is a folder.` })
  t.end()
})

t.test('letters of another encoding are refused, not replaced by signs that nobody wrote', (t) => {
  for (const name of ['latin.yaml', 'latin.json']) {
    const file = join(t.testdir(), name)
    writeFileSync(file, Buffer.from('{"note": "A caf\u00e9."}', 'latin1'))
    t.throws(() => readReleaseFile(file), { message: `"${file}" cannot be read: it is not UTF-8.` })
    writeFileSync(file, '\ufeff{"note": "A caf\u00e9."}')
    t.strictSame(
      readReleaseFile(file),
      { note: 'A caf\u00e9.' },
      'the mark that some editors begin a file with is none',
    )
  }
  t.end()
})

t.test('the bundled releases have the same digests on every install, whatever its clock says', async (t) => {
  const clocks = ['2026-11-22T13:30:00Z', '2031-01-01T00:00:00Z', '1999-01-01T00:00:00Z']
  t.testdir()
  for (const [index, clock] of clocks.entries()) {
    const { store } = await bundledPress(t, { path: join(t.testdirName, `${index}.db`), now: () => new Date(clock) })
    t.strictSame(
      [1, 2, 3].map((number) => store.releases.one(number)?.digest),
      [
        '3792f409cc2b9ab5962227a4809350657df7da052376adf8db4cac59a72abfcd',
        'bc3e5e285487a2213d910a16dff1fb2e45e77d5659f5708eaeb70459c2709ba6',
        undefined,
      ],
    )
  }
})

t.test('the bundled releases carry the instants of their files and keep every rule', async (t) => {
  const { store } = await bundledPress(t)
  t.match(
    [1, 2].map((number) => store.releases.one(number)),
    [
      { published_by: 'bundled', published_at: '2026-11-22T12:00:00.000Z' },
      { published_by: 'bundled', published_at: '2026-11-22T12:30:00.000Z' },
    ],
  )
  t.equal(verify(store), null)
})

t.test('the files of a folder are loaded in the order of their names, and nothing else in it is', async (t) => {
  const folder = t.testdir({
    releases: {
      '0002.yaml': dated(smallHistory[1] as object, '2025-02-02T00:00:00Z'),
      '0001.yaml': dated(smallHistory[0] as object, '2025-02-01T00:00:00Z'),
      'README.md': 'These are releases.',
    },
  })
  const press = emptyPress(t, { path: join(folder, 'figures.db') })
  t.equal(await loadBundled(press, join(folder, 'releases')), 2)
  t.strictSame(
    press.store.releases.page({ after: 0, limit: 10 }, 2).map(({ note, published_at }) => [note, published_at]),
    [
      ['The first.', '2025-02-01T00:00:00.000Z'],
      ['A new day and a correction.', '2025-02-02T00:00:00.000Z'],
    ],
  )
})

t.test('when one file cannot be published none is', async (t) => {
  const first = dated(smallHistory[0] as object, '2025-02-01T00:00:00Z')
  const second = smallHistory[1] as object
  const broken: [string, { code: string } | { name: string }][] = [
    ['note: a: b', { code: 'malformed_request' }],
    [dated({ ...second, note: '' }, '2025-02-02T00:00:00Z'), { code: 'invalid_release' }],
    [JSON.stringify(second), { name: 'ZodError' }],
    [dated(second, '2025-02-30T00:00:00Z'), { name: 'ZodError' }],
    ['', { code: 'malformed_request' }],
  ]
  const folder = t.testdir(
    Object.fromEntries(broken.map(([text], index) => [index, { '0001.yaml': first, '0002.yaml': text }])),
  )
  const press = emptyPress(t, { path: join(folder, 'figures.db') })
  const before = contents(press.store.db)
  for (const [index, [, expected]] of broken.entries()) {
    await t.rejects(loadBundled(press, join(folder, String(index))), expected)
    t.strictSame(contents(press.store.db), before)
  }
  t.equal(await loadBundled(press, bundledReleases), 2, 'and the log is still empty')
})

t.test('a log that is not empty never loads bundled files', async (t) => {
  const press = await bundledPress(t)
  const before = contents(press.store.db)
  t.equal(await loadBundled(press, bundledReleases), 0)
  t.strictSame(contents(press.store.db), before)
})
