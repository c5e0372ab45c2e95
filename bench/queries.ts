// What the reads of the store cost with ten thousand revisions and with a million, in microseconds, and their ratios to ten
// thousand: medians of warm reads of the same answers (as of the release that is the newest of the shorter history) and of
// the newest ones, and of cold reads (the first of a connection, on a file that the system has in memory). Pages are no
// longer than the shorter history can fill. There is no ratio of answers that differ in length.

import { createReadStream } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import type { Store } from '../src/store/store.ts'
import { dayOf, daysIn, figureId, NEVER_EXACT, type Size } from './drafts.ts'
import { history, pressOn, sizes } from './histories.ts'

const WARM = 300
const COLD = 9

/** A read, of one of ten figures in turns, as of a release; so that no two in a row ask for the same pages. */
type Read = (store: Store, release: number, turn: number) => unknown[]

/** Of a history's releases, the one that changes are asked since: half of the shorter history lies behind it. */
const since = ({ revisions, perRelease }: Size) => Math.ceil(revisions / perRelease / 2)

const reads = (size: Size, smaller: Size): Record<string, Read> => {
  const { figures } = size
  const some = (turn: number) => figureId(((turn % 10) * 37) % figures)
  const limit = Math.min(100, daysIn(smaller))
  return {
    'current figures, a page': ({ figures }, release) => figures.current({ after: 0, limit: 100 }, release),
    'ten current figures': ({ figures: { current } }, release, turn) =>
      current({ figures: Array.from({ length: 10 }, (_, i) => some(turn + i)), after: 0, limit: 10 }, release),
    'one figure': ({ figures }, release, turn) =>
      figures.current({ figures: [some(turn)], after: 0, limit: 1 }, release),
    'one figure that was never exact': ({ figures }, release, turn) =>
      figures.current(
        { figures: [figureId((((turn % 10) * 10) % size.figures) + NEVER_EXACT)], after: 0, limit: 1 },
        release,
      ),
    'one figure on an early day': ({ figures }, release, turn) =>
      figures.current({ figures: [some(turn)], reference_date_to: dayOf(0), after: 0, limit: 1 }, release),
    'a page of history': ({ observations }, release, turn) =>
      observations.series({ figure: some(turn), from: '', to: '9', after: '', limit }, release),
    'the last page of history': ({ observations }, release, turn) =>
      observations.series(
        { figure: some(turn), from: '', to: '9', after: dayOf(daysIn(size) - limit - 1), limit },
        release,
      ),
    'history up to an early day': ({ observations }, release, turn) =>
      observations.series({ figure: some(turn), from: '', to: dayOf(0), after: '', limit: 100 }, release),
    'one observation': ({ observations }, release, turn) =>
      observations.revisions({ figure: some(turn), reference_date: dayOf(0) }, release),
    'a page of changes': ({ changes }, release) =>
      changes.page({ after: [since(smaller), 3, '~', ''], limit: 100 }, release),
    'changes of one figure': ({ changes }, release, turn) =>
      changes.page({ figures: [some(turn)], after: [0, 0, '', ''], limit }, release),
    'newest of a rare type': ({ changes }, release) =>
      changes.newest({ change_types: ['retracted'], limit: 100 }, release),
    'newest of no type': ({ changes }, release) =>
      changes.newest({ change_types: ['backfilled'], limit: 100 }, release),
  }
}

const median = (values: number[]) => values.sort((one, other) => one - other)[values.length >> 1] as number

function timed(work: () => void): number {
  const start = performance.now()
  work()
  return (performance.now() - start) * 1000
}

/** A history to read, with its newest release. */
async function opened(size: Size, smaller: Size) {
  const path = history(size)
  for await (const _ of createReadStream(path, { highWaterMark: 2 ** 20 }));
  const press = pressOn(path)
  const newest = press.store.releases.newest()?.number as number
  return { path, press, newest, reads: reads(size, smaller) }
}
type Opened = Awaited<ReturnType<typeof opened>>

/** Reads once on a connection of its own, whose statements are prepared. */
function cold({ path, reads, newest }: Opened, name: string, turn: number): number {
  const { store, close } = pressOn(path)
  Array.from(store.prepareAll())
  const time = timed(() => reads[name]?.(store, newest, turn))
  close()
  return time
}

/** Medians of a read of the smaller and of the larger history, in turns. */
function measure(name: string, few: Opened, many: Opened) {
  const one = ({ press, reads }: Opened, release: number, turn: number) =>
    reads[name]?.(press.store, release, turn) ?? []
  const plans = { few: [few, few.newest], same: [many, few.newest], many: [many, many.newest] } as const
  const times: Record<keyof typeof plans, number[]> = { few: [], same: [], many: [] }
  for (let turn = -3 * WARM; turn < WARM; turn++)
    for (const [plan, [history, release]] of Object.entries(plans)) {
      const time = timed(() => one(history, release, Math.abs(turn)))
      if (turn >= 0) times[plan as keyof typeof plans].push(time)
    }
  const colds = [few, many].map((history) =>
    median(Array.from({ length: COLD }, (_, turn) => cold(history, name, turn))),
  )
  const answers = (history: Opened, release: number) => Array.from({ length: 10 }, (_, i) => one(history, release, i))
  const lengths = (history: Opened) => answers(history, history.newest).map(({ length }) => length)
  return {
    warm: median(times.few),
    same: median(times.same),
    newest: median(times.many),
    cold: colds as [number, number],
    identical: isDeepStrictEqual(answers(few, few.newest), answers(many, few.newest)),
    comparable: isDeepStrictEqual(lengths(few), lengths(many)),
  }
}

console.log(
  '| figures | read | warm 10⁴ | the same answer of 10⁶ | ratio | newest of 10⁶ | ratio | cold 10⁴ | cold 10⁶ | ratio |',
)
console.log('|---|---|---|---|---|---|---|---|---|---|')
for (const figures of new Set(sizes.map((size) => size.figures))) {
  const [one, other] = sizes.filter((size) => size.figures === figures) as [Size, Size]
  const [few, many] = [await opened(one, one), await opened(other, one)]
  for (const name of Object.keys(few.reads)) {
    const { warm, same, newest, cold, identical, comparable } = measure(name, few, many)
    const ratio = (many: number, few: number, told: boolean) => (told ? (many / few).toFixed(2) : '–')
    const cells = [
      warm.toFixed(0),
      ...[same.toFixed(0), ratio(same, warm, identical)],
      ...[newest.toFixed(0), ratio(newest, warm, comparable)],
      ...[...cold.map((time) => time.toFixed(0)), ratio(cold[1], cold[0], comparable)],
    ]
    console.log(`| ${[figures.toLocaleString('en'), name, ...cells].join(' | ')} |`)
  }
  for (const { press } of [few, many]) press.close()
}
