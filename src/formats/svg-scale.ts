// Where in time and number a pixel is. Plot is given these scales, so that words can be placed before it draws.

import { grouped } from '../domain/quantity.ts'
import { widthOf } from './svg.ts'
import { type Box, labelSize } from './svg-labels.ts'
import type { Drawing, Hold, Mark, Riser } from './svg-marks.ts'

/** How large the marks are, and whether numbers and dates are written beside them. */
export type Detail = { radius: number; fade: number; halo: number; written: boolean }
export const chartDetail: Detail = { radius: 4, fade: 34, halo: 15, written: true }
export const sparkline: Detail = { radius: 2.5, fade: 16, halo: 9, written: false }

/** The marks of a long history are smaller, down to two fifths. */
export function thinned(detail: Detail, marks: number, width: number): Detail {
  const scale = Math.min(1, Math.max(0.4, Math.sqrt(width / marks / 8)))
  return { ...detail, radius: detail.radius * scale, fade: detail.fade * scale, halo: detail.halo * scale }
}

const day = 86_400_000
/** Pixels beside the first and the last mark. */
const beside = 12
/** Pixels left out on either side of a break. */
const gap = 4

/** The number the scale starts at: 0, unless that would press the history flat against the top. */
export function startOf(marks: Mark[]): number {
  const lowest = Math.min(...marks.map(({ low, shape }) => (shape === 'below' ? 0 : low)))
  const highest = Math.max(...marks.map(({ high }) => high))
  const range = highest - lowest
  if (!(range > 0) || range > highest / 20) return 0
  const step = 10 ** Math.floor(Math.log10(range))
  return Math.floor((lowest - range / 2) / step) * step
}

/** Where things are: `x` and `y` for Plot and in pixels. A pixel is `pixel` milliseconds, or `count` people. */
export type Scales = {
  area: Box
  pixel: number
  count: number
  highest: number
  x: { domain: [number, number]; at: (time: number) => number }
  y: { domain: [number, number]; at: (count: number) => number }
}

// The last number is what most readers look for: it has room at the right end, unless that would take a third.
function areaOf({ width, height }: Size, { radius, written }: Detail, marks: Mark[]): Box {
  if (!written) return { left: 0, right: width, top: radius, bottom: height - radius }
  const highest = Math.max(...marks.map(({ high }) => high))
  const left = Math.ceil(widthOf(grouped(highest), labelSize)) + 12
  const { words } = marks.findLast(({ contesting }) => !contesting) as Mark
  const last = widthOf(words, labelSize) + 8
  return { left, right: width - (last < width / 3 ? Math.max(12, last) : 12), top: 30, bottom: height - 38 }
}
type Size = { width: number; height: number }

/** The scales of a drawing in an area. */
export function scales(marks: Mark[], size: Size, detail: Detail): Scales {
  const start = startOf(marks)
  const highest = Math.max(start + 1, ...marks.map(({ high }) => high))
  const area = areaOf(size, detail, marks)
  const unended = marks.some(({ shape }) => shape === 'above' || shape === 'about')
  const high = area.bottom - area.top - (unended ? detail.fade + 4 : detail.radius * 5)
  const wide = area.right - area.left
  const times = marks.map(({ at }) => at)
  const [first, last] = [Math.min(...times), Math.max(...times)]
  const pixel = Math.max(last - first, (detail.written ? 24 : 1) * day) / (wide - 2 * beside)
  const from = (first + last - wide * pixel) / 2
  const count = (highest - start) / high
  return {
    area,
    pixel,
    count,
    highest,
    x: { domain: [from, from + wide * pixel], at: (time) => area.left + (time - from) / pixel },
    y: {
      domain: [start, start + (area.bottom - area.top) * count],
      at: (value) => area.bottom - (value - start) / count,
    },
  }
}

/** A drawing as it fits its scales; `rules` stand where the line is broken, each with its letter at `letterAt`. */
export type Fitted = { marks: Mark[]; holds: Hold[]; risers: Riser[]; rules: Rule[] }
export type Rule = { at: number; letter: string; letterAt: number }

/** a, b, …, z, aa, ab, …: the note that belongs to a break. Letters, because a digit would look like a figure. */
export function letter(at: number): string {
  const last = String.fromCharCode(97 + (at % 26))
  return at < 26 ? last : letter(Math.floor(at / 26) - 1) + last
}

/**
 * A drawing with room between things: a break's rule between the two observations it parts, the line ended before it,
 * and contesting marks beside the mark they contest, which could cover them.
 */
export function fitted({ marks, holds, risers, breaks }: Drawing, { pixel }: Scales, { radius }: Detail): Fitted {
  const ruleAt = ({ from, to }: { from: number; to: number }) => Math.max((from + to) / 2, to - 2 * gap * pixel)
  const rules: Rule[] = []
  for (const [index, broken] of breaks.entries()) {
    const at = ruleAt(broken)
    const letterAt = Math.max(at, (rules.at(-1)?.letterAt ?? -Infinity) + 12 * pixel)
    rules.push({ at, letter: letter(index), letterAt })
  }
  return {
    marks: marks.map((mark) => (mark.contesting ? { ...mark, at: mark.at + (2 * radius + 2) * pixel } : mark)),
    holds: holds.map((hold) => (hold.cut ? { ...hold, to: Math.max(hold.from, ruleAt(hold) - gap * pixel) } : hold)),
    risers,
    rules,
  }
}
