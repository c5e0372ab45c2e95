// What the marks of a chart mean: a line of words for each kind that it shows.

import { type Block, line, round, widthOf } from './svg.ts'
import type { Drawing, Mark, Shape } from './svg-marks.ts'
import { fading } from './svg-style.ts'

type Item = { glyph: (id: string) => string; words: string }

const size = 13
const row = 22
const glyphWidth = 24

const bar = (className: string, height: number, top: number, fill = '') =>
  `<rect class="${className}" x="9" y="${top}" width="6" height="${height}"${fill}/>`
const end = (y: number) => `<line class="end" x1="6" x2="18" y1="${y}" y2="${y}"/>`
const faded = (id: string, shape: 'above' | 'about') =>
  bar(shape, 18, shape === 'above' ? -1 : 0, ` fill="url(#${fading(id, shape, false)})"`)
const level = (className: string) => `<line class="${className}" x1="0" x2="22" y1="9" y2="9"/>`

const shapes: Record<Shape, Item> = {
  exact: { glyph: () => '<circle class="point exact" cx="12" cy="9" r="4"/>', words: 'stated as an exact number' },
  about: {
    glyph: (id) => `${faded(id, 'about')}<circle class="point about" cx="12" cy="9" r="4"/>`,
    words: 'about: no limits were stated',
  },
  above: { glyph: (id) => faded(id, 'above') + end(17), words: 'at least, or more than: open upward' },
  below: { glyph: () => bar('below bar', 16, 2) + end(2), words: 'at most, or fewer than: down to 0' },
  between: { glyph: () => bar('between bar', 14, 2) + end(2) + end(16), words: 'between two numbers' },
}
const contested: Item = {
  glyph: () => '<path class="contesting point" d="M12 3 16 9 12 15 8 9Z"/>',
  words: 'contested: what others state',
}
const solid: Item = { glyph: () => level('line'), words: 'the last number, until the next' }
const dashed: Item = { glyph: () => level('line hedged'), words: 'the last number, not an exact one' }

function items({ marks, holds }: Drawing): Item[] {
  const has = (test: (mark: Mark) => boolean) => marks.some(test)
  return [
    ...(Object.keys(shapes) as Shape[])
      .filter((shape) => has((mark) => mark.shape === shape && !(shape === 'exact' && mark.contesting)))
      .map((shape) => shapes[shape]),
    ...(has(({ contesting }) => contesting) ? [contested] : []),
    ...(holds.some(({ hedged }) => !hedged) ? [solid] : []),
    ...(holds.some(({ hedged }) => hedged) ? [dashed] : []),
  ]
}

/** The key to a drawing, in as many rows as the width needs. */
export function key(drawing: Drawing, { id, x, width }: { id: string; x: number; width: number }): Block {
  const places: { item: Item; left: number; top: number }[] = []
  let [left, top] = [0, 0]
  for (const item of items(drawing)) {
    const wide = glyphWidth + widthOf(item.words, size) + 20
    if (left > 0 && left + wide - 20 > width) [left, top] = [0, top + row]
    places.push({ item, left, top })
    left += wide
  }
  const draw = (under: number) =>
    places
      .map(({ item, left, top }) => {
        const words = line(item.words, { x: glyphWidth + 4, y: 14 }, { size, className: 'soft' })
        return `<g class="key" transform="translate(${round(x + left)},${round(under + top)})">${item.glyph(id)}${words}</g>`
      })
      .join('')
  return { height: top + row, draw }
}
