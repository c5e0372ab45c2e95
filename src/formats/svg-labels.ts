// Which numbers of a chart are written beside their marks, and where: those a reader looks for first, as far as there
// is room. A word never lies on a mark or on another word; on a line, only the first and the last may.

import { widthOf } from './svg.ts'
import type { Mark } from './svg-marks.ts'
import type { Detail, Fitted, Scales } from './svg-scale.ts'

/** An area in pixels. */
export type Box = { left: number; right: number; top: number; bottom: number }

/** A number with its hedge, for the point (x, y), in the places it may have; `needed`, if it may lie on lines. */
type Label = { mark: Mark; words: string; x: number; y: number; places: Place[]; needed: boolean }

/** Where words stand, seen from their point. */
export type Place = { anchor: 'start' | 'middle' | 'end'; dx: number; dy: number }

const atEnd: Place = { anchor: 'start', dx: 14, dy: 0 }
const around: Place[] = [
  { anchor: 'start', dx: 6, dy: -12 },
  { anchor: 'end', dx: -6, dy: -12 },
  { anchor: 'middle', dx: 0, dy: -15 },
  { anchor: 'end', dx: -6, dy: 12 },
  { anchor: 'start', dx: 6, dy: 12 },
  { anchor: 'middle', dx: 0, dy: 16 },
  { anchor: 'start', dx: 11, dy: 0 },
  { anchor: 'end', dx: -11, dy: 0 },
]

/** The size of the words. */
export const labelSize = 13
/** More labels than this are not tried: a long history is read as a line. */
const most = 80

function boxOf({ words, x, y }: Label, { anchor, dx, dy }: Place): Box {
  const width = widthOf(words, labelSize) + 4
  const left = x + dx - { start: 2, middle: width / 2, end: width - 2 }[anchor]
  return { left, right: left + width, top: y + dy - labelSize / 2, bottom: y + dy + labelSize / 2 }
}

const overlaps = (one: Box, other: Box) =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom

const within = (box: Box, { left, right, top, bottom }: Box) =>
  box.left >= left && box.right <= right && box.top >= top && box.bottom <= bottom

type Drawn = { points: { of: Mark | null; box: Box }[]; lines: Box[] }

// So far words keep from the marks of other numbers, lest they are read as theirs.
const apart = ({ left, right, top, bottom }: Box) => ({
  left: left - 7,
  right: right + 7,
  top: top - 4,
  bottom: bottom + 4,
})

/** The labels that have room, the first ones first. */
function placed(labels: Label[], area: Box, { points, lines }: Drawn): Placed[] {
  const written: Box[] = []
  const found: Placed[] = []
  const isFree = (box: Box, others: Box[]) => within(box, area) && !others.some((other) => overlaps(box, other))
  for (const label of labels.slice(0, most)) {
    const { mark, places, needed } = label
    const free = (others: Box[]) => places.find((place) => isFree(boxOf(label, place), others))
    const taken = [...written, ...points.map(({ of, box }) => (of?.words === mark.words ? box : apart(box)))]
    const place = free([...taken, ...lines]) ?? (needed ? free(taken) : undefined)
    if (place === undefined) continue
    written.push(boxOf(label, place))
    found.push({ mark, place })
  }
  return found
}
export type Placed = { mark: Mark; place: Place }

/** What is drawn already, as areas. */
function boxes({ marks, holds, risers, rules }: Fitted, { x, y, area }: Scales, { radius, fade, halo }: Detail): Drawn {
  const up = { exact: 0, about: halo, above: fade, below: 0, between: 0 }
  const down = { exact: 0, about: halo, above: 0, below: area.bottom, between: 0 }
  const box = (from: number, to: number, low: number, high: number, thick: number): Box => ({
    left: x.at(from) - thick,
    right: x.at(to) + thick,
    top: y.at(high) - thick,
    bottom: y.at(low) + thick,
  })
  const point = ({ at, shape, low, high }: Mark): Box => {
    const { top, bottom, ...sides } = box(at, at, low, high, radius + 1)
    return { ...sides, top: top - up[shape], bottom: bottom + down[shape] }
  }
  return {
    points: [
      ...marks.map((mark) => ({ of: mark, box: point(mark) })),
      ...rules.map(({ at }) => ({ of: null, box: { ...box(at, at, 0, 0, 1), top: 0 } })),
    ],
    lines: [
      ...holds.map(({ from, to, level }) => box(from, to, level, level, 1)),
      ...risers.map(({ at, from, to }) => box(at, at, Math.min(from, to), Math.max(from, to), 1)),
    ],
  }
}

/** The marks in the order in which a reader wants their numbers, without those that repeat the one before. */
function wanted(marks: Mark[], rules: Fitted['rules']): Mark[] {
  const main = marks.filter(({ contesting }) => !contesting)
  const last = main.at(-1)
  const until = main.findLastIndex(({ words }) => words !== last?.words)
  const telling = main.filter(({ words }, at) => at <= until && words !== main[at - 1]?.words)
  const extremes = [telling.toSorted((a, b) => b.high - a.high)[0], telling.toSorted((a, b) => a.low - b.low)[0]]
  const edges = rules.flatMap(({ at }) => [
    telling.findLast((mark) => mark.at < at),
    telling.find((mark) => mark.at > at),
  ])
  const hedged = telling.filter(({ shape }) => shape !== 'exact')
  const contesting = marks.filter((mark) => mark.contesting)
  const all = [last, main[0], ...contesting, ...extremes, ...edges, ...hedged, ...telling.toReversed()]
  return [...new Set(all.filter((mark) => mark !== undefined))]
}

/** The numbers to write into a drawing, hedges included. */
export function labels(fitted: Fitted, scale: Scales, detail: Detail, width: number): Placed[] {
  const main = fitted.marks.filter(({ contesting }) => !contesting)
  const [first, last] = [main[0], main.at(-1)]
  const list = wanted(fitted.marks, fitted.rules).map((mark) => ({
    mark,
    words: mark.words,
    x: scale.x.at(mark.at),
    y: scale.y.at(mark.high),
    places: mark === last || mark.contesting ? [atEnd, ...around] : around,
    needed: mark === first || mark === last,
  }))
  return placed(list, { ...scale.area, top: scale.area.top - 6, right: width }, boxes(fitted, scale, detail))
}
