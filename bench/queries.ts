// What the reads of the store cost with ten thousand revisions and with a million: medians of warm and of cold reads (the
// first of a connection, on a file that the system has in memory), in microseconds, and their ratios.

import { createReadStream } from 'node:fs'
import type { Store } from '../src/store/store.ts'
import { dayOf, figureId, type Size } from './drafts.ts'
import { history, pressOn, sizes } from './histories.ts'

const WARM = 300
const COLD = 9

/** A read, of a turn's figure as of a release; so that no two in a row ask for the same pages. */
type Read = (store: Store, release: number, turn: number) => unknown

const reads = ({ figures }: Size): Record<string, Read> => {
  const some = (turn: number) => figureId((turn * 37) % figures)
  return {
    'current figures, a page': ({ figures }, release) => figures.current({ after: 0, limit: 100 }, release),
    'ten current figures': ({ figures: { current } }, release, turn) =>
      current({ figures: Array.from({ length: 10 }, (_, i) => some(turn + i)), after: 0, limit: 10 }, release),
    'one figure': ({ figures }, release, turn) =>
      figures.current({ figures: [some(turn)], after: 0, limit: 1 }, release),
    'a page of history': ({ observations }, release, turn) =>
      observations.series({ figure: some(turn), from: '', to: '9', after: '', limit: 100 }, release),
    'the last page of history': ({ observations }, release, turn) =>
      observations.series({ figure: some(turn), from: '', to: '9', after: dayOf(700), limit: 100 }, release),
    'one observation': ({ observations }, release, turn) =>
      observations.revisions({ figure: some(turn), reference_date: dayOf(0) }, release),
    'a page of changes': ({ changes }, release) =>
      changes.page({ after: [Math.ceil(release / 2), 3, '~', ''], limit: 100 }, release),
    'changes of one figure': ({ changes }, release, turn) =>
      changes.page({ figures: [some(turn)], after: [0, 0, '', ''], limit: 100 }, release),
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

/** Medians, warm and cold, of every read: of the newest release and of one a tenth of the way. */
async function measure(size: Size) {
  const path = history(size)
  for await (const _ of createReadStream(path, { highWaterMark: 2 ** 20 }));
  const press = pressOn(path)
  const newest = press.store.releases.newest()?.number as number
  const old = Math.max(2, Math.ceil(newest / 10))
  return Object.entries(reads(size)).map(([name, read]) => {
    const warm = (release: number) => {
      for (let turn = 0; turn < WARM; turn++) read(press.store, release, turn)
      return median(Array.from({ length: WARM }, (_, turn) => timed(() => read(press.store, release, turn))))
    }
    const cold = Array.from({ length: COLD }, (_, turn) => {
      const fresh = pressOn(path)
      const time = timed(() => read(fresh.store, newest, turn))
      fresh.close()
      return time
    })
    return { name, warm: warm(newest), old: warm(old), cold: median(cold) }
  })
}

console.log('| figures | read | warm 10⁴ | warm 10⁶ | ratio | as of old, 10⁶ | cold 10⁴ | cold 10⁶ | ratio |')
console.log('|---|---|---|---|---|---|---|---|---|')
for (const figures of new Set(sizes.map((size) => size.figures))) {
  const [one, other] = sizes.filter((size) => size.figures === figures) as [Size, Size]
  const [small, large] = [await measure(one), await measure(other)]
  for (const [index, few] of small.entries()) {
    const many = large[index] ?? few
    const cells = [few.warm, many.warm, many.warm / few.warm, many.old, few.cold, many.cold, many.cold / few.cold]
    const shown = cells.map((cell, column) => (column === 2 || column === 6 ? cell.toFixed(2) : cell.toFixed(0)))
    console.log(`| ${[figures.toLocaleString('en'), few.name, ...shown].join(' | ')} |`)
  }
}
