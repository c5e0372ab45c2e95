import { renameSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { verify } from '../src/store/verify.ts'
import { run } from './fixtures/command.ts'
import { contents } from './fixtures/contents.ts'
import { addition, correction, retraction } from './fixtures/drafts.ts'
import { bundledPress, emptyPress } from './fixtures/press.ts'
import { smallHistory } from './fixtures/small.ts'

const usage = 'Usage: hostage-figures publish FILE… [--dry-run]'

/** The bundled history, and drafts written to files next to it: `publish` runs on them by their short names. */
async function desk(
  t: Test,
  drafts: Record<string, object | string>,
  open: typeof emptyPress | typeof bundledPress = emptyPress,
) {
  const text = (draft: object | string) => (typeof draft === 'string' ? draft : JSON.stringify(draft))
  const folder = t.testdir(Object.fromEntries(Object.entries(drafts).map(([name, draft]) => [name, text(draft)])))
  const press = await open(t, { path: join(folder, 'figures.db') })
  const publish = async (...args: string[]) => {
    const { code, out, err } = await run(press.path, [
      'publish',
      ...args.map((arg) => (arg in drafts ? join(folder, arg) : arg)),
    ])
    const short = (lines: string[]) => lines.map((line) => line.replaceAll(`${folder}/`, ''))
    return { code, out: short(out), err: short(err) }
  }
  return { ...press, publish }
}

t.test('a file becomes the next release, and what it changes is printed', async (t) => {
  const { publish, store } = await desk(t, { 'correction.json': correction() }, bundledPress)
  t.strictSame(await publish('correction.json'), {
    code: 0,
    out: [
      'correction.json is release 3:',
      '  held_living 2025-03-05: about 24 → 23 (corrected: The newspaper corrected its count.)',
    ],
    err: [],
  })
  t.match(store.releases.newest(), { number: 3, published_by: 'cli', published_at: '2026-11-22T13:30:00.000Z' })
  t.equal(verify(store), null)
})

t.test('a file of YAML is published as one of JSON is', async (t) => {
  const yaml = `
    note: A retraction.
    observations:
      - { figure: held_living, reference_date: 2025-03-05, change_type: retracted, reason: The source withdrew it. }`
  const { publish, store } = await desk(t, { 'retraction.yaml': yaml }, bundledPress)
  t.match(await publish('retraction.yaml'), {
    code: 0,
    out: [
      'retraction.yaml is release 3:',
      /^ {2}held_living 2025-03-05: about 24 → retracted; now .* \(retracted: The source withdrew it\.\)$/,
    ],
  })
  t.match(store.observations.newestRevision({ figure: 'held_living', reference_date: '2025-03-05' }, 3), {
    change_type: 'retracted',
  })
})

const names = smallHistory.map((_, index) => `${index + 1}.json`)
const small = Object.fromEntries(smallHistory.map((draft, index) => [`${index + 1}.json`, draft]))
const lines = (verb: string) => [
  `1.json ${verb} release 1:`,
  '  freed 2025-01-01: 10 (new)',
  '  held 2025-01-01: 20 (new)',
  '  taken 2025-01-01: 30 (new)',
  `2.json ${verb} release 2:`,
  '  held 2025-02-01: 20 on 2025-01-01 → between 18 and 19 (new)',
  '  taken 2025-01-01: 30 → 31 (corrected: It was misread.)',
  `3.json ${verb} release 3:`,
  '  source gazette: carrier, title, archived_url, published_on restated',
  '  held 2024-12-01: at least 22 (backfilled)',
  '  held 2025-02-01: between 18 and 19 → retracted; now 20 on 2025-01-01 (retracted: It was withdrawn.)',
  `4.json ${verb} release 4:`,
  '  figure held: definition restated',
  '  figure freed: title restated',
  '  identity sum: title restated',
  '  held 2025-01-01: 20 → 20 (reclassified: The definition changed.)',
  '  held 2025-02-01: retracted → at most 17 (revised: It was said again.)',
  `5.json ${verb} release 5:`,
  '  freed 2025-01-01: 10 → retracted; now no figure (retracted: It was withdrawn.)',
  '  taken 2025-01-01: 31 → 31 (confirmed)',
]

t.test('several files become one release each, in the order given', async (t) => {
  const { publish, store } = await desk(t, small)
  t.strictSame(await publish(...names), { code: 0, out: lines('is'), err: [] })
  t.equal(store.releases.newest()?.number, 5)
  t.equal(verify(store), null)
})

t.test('many files are published a second at a time, so that others see them and take their turn', async (t) => {
  const { publish, store } = await desk(t, small)
  const { now } = performance
  t.teardown(() => Object.assign(performance, { now }))
  let clock = 0
  performance.now = () => {
    clock += 400
    return clock
  }
  const seen = new Set<number>()
  const watching = setInterval(() => seen.add(store.releases.newest()?.number ?? 0), 5)
  t.strictSame(await publish(...names), { code: 0, out: lines('is'), err: [] })
  clearInterval(watching)
  t.strictSame([...seen], [3], 'between the first second and the next')
})

t.test('nothing is named as published when the file of the database was taken away between two files', async (t) => {
  const { publish, store, path } = await desk(t, small)
  const { now } = performance
  t.teardown(() => Object.assign(performance, { now }))
  let looks = 0
  performance.now = () => {
    // The first look at the clock is before the first file, the second after it.
    looks += 1
    if (looks === 2) renameSync(path, `${path}.away`)
    return 0
  }
  const detail = 'The file of the database was deleted or replaced while it was in use.'
  t.strictSame(await publish(...names), { code: 1, out: [], err: [detail] })
  renameSync(`${path}.away`, path)
  t.equal(store.releases.newest(), undefined)
})

t.test('a dry run weighs later files against earlier ones, and keeps nothing', async (t) => {
  const { publish, store } = await desk(t, small)
  const before = contents(store.db)
  t.strictSame(await publish('--dry-run', ...names), { code: 0, out: lines('would be'), err: [] })
  t.strictSame(contents(store.db), before)
  t.strictSame(
    await publish(...names),
    { code: 0, out: lines('is'), err: [] },
    'and nothing is in the way of publishing',
  )
})

t.test('a release without observations says that none changes', async (t) => {
  const { figures } = smallHistory[0] as { figures: object[] }
  const { publish } = await desk(t, { 'figures.json': { note: 'Definitions.', figures } })
  t.strictSame(await publish('figures.json'), {
    code: 0,
    out: ['figures.json is release 1:', '  adds definitions, sources or identities; no observation changes.'],
    err: [],
  })
})

t.test('every broken rule is printed with its place, and nothing is published', async (t) => {
  const drafts = {
    'two.json': correction({ reason: null, error_origin: null }),
    'none.json': { note: 'Nothing.' },
    'empty.yaml': '',
  }
  const { publish, store } = await desk(t, drafts, bundledPress)
  const before = contents(store.db)
  for (const option of [[], ['--dry-run']]) {
    t.strictSame(await publish('two.json', ...option), {
      code: 1,
      out: [],
      err: [
        'two.json /observations/0/reason: A revision with change_type "corrected" needs a reason.',
        'two.json /observations/0/error_origin: A correction needs error_origin: source or publisher.',
        'two.json breaks 2 rules; it was not published.',
      ],
    })
    t.strictSame(await publish('none.json', ...option), {
      code: 1,
      out: [],
      err: ['none.json: This release changes nothing.', 'none.json breaks 1 rule; it was not published.'],
    })
    t.strictSame((await publish('empty.yaml', ...option)).err, ['"empty.yaml" cannot be read: it is empty.'])
  }
  t.strictSame(contents(store.db), before)
})

t.test(
  'it stops at the first file that cannot be published; those before it are, unless it is a dry run',
  async (t) => {
    const drafts = { 'first.json': correction(), 'second.json': correction(), 'third.json': addition() }
    const { publish, store } = await desk(t, drafts, bundledPress)
    const broken = {
      code: 1,
      err: [
        'second.json /observations/0/change_type: held_living 2025-03-05 cannot be "corrected": neither quantity, claims, series_break nor definition differ from revision 3.',
        'second.json breaks 1 rule; it was not published.',
      ],
    }
    const files = ['first.json', 'second.json', 'third.json']
    t.match(await publish(...files, '--dry-run'), { ...broken, out: ['first.json would be release 3:', String] })
    t.equal(store.releases.newest()?.number, 2)
    t.match(await publish(...files), { ...broken, out: ['first.json is release 3:', String] })
    t.equal(store.releases.newest()?.number, 3)
  },
)

t.test("the instant of a release is never an editor's to choose", async (t) => {
  const drafts = { 'dated.json': { published_at: '2026-11-22T12:45:00Z', ...correction() } }
  const { publish } = await desk(t, drafts, bundledPress)
  t.match(await publish('dated.json'), {
    code: 1,
    err: [/^dated\.json \/published_at: Unknown key "published_at"/, String],
  })
})

t.test('a file that cannot be read is named, and nothing is published', async (t) => {
  const drafts = { 'good.json': retraction(), 'bad.yaml': 'note: a: b' }
  const { publish } = await desk(t, drafts, bundledPress)
  t.strictSame(await publish('bad.yaml'), {
    code: 1,
    out: [],
    err: ['"bad.yaml" cannot be read: Nested mappings are not allowed in compact mappings at line 1, column 7.'],
  })
  t.match(await publish('missing.yaml'), { code: 1, err: ['"missing.yaml" cannot be read: there is no such file.'] })
})

t.test('what the database refuses is told in a sentence', async (t) => {
  const { publish, store } = await desk(t, { 'correction.json': correction() }, bundledPress)
  store.db.$client.exec(
    "CREATE TRIGGER no_more BEFORE INSERT ON releases BEGIN SELECT RAISE(ABORT, 'no more releases'); END",
  )
  t.strictSame(await publish('correction.json'), {
    code: 1,
    out: [],
    err: ['The database cannot be used: no more releases.'],
  })
})

t.test('without a file, or with an option it does not have, its usage is told', async (t) => {
  const { publish } = await desk(t, {})
  t.strictSame(await publish(), { code: 2, out: [], err: ['FILE is missing.', usage] })
  t.strictSame(await publish('--dry-run'), { code: 2, out: [], err: ['FILE is missing.', usage] })
  t.strictSame(await publish('--dry', 'x.yaml'), { code: 2, out: [], err: ['Unknown option "--dry".', usage] })
  t.strictSame(await publish('--dry-run=yes', 'x.yaml'), {
    code: 2,
    out: [],
    err: ['Option "--dry-run" does not take an argument.', usage],
  })
})
