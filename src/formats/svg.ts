// What the pictures share: words as SVG text, and a picture that fits its place. Browsers do not wrap SVG text and a
// server does not know its fonts, so widths are estimated with the widest common system font (DejaVu Sans).

import { dateInWords } from '../domain/statement.ts'
import type { asOfView } from '../views/as-of.ts'
import type { ObservationView } from '../views/observations.ts'
import { gradients, plain, sizes, style } from './svg-style.ts'

/** An observation as far as a picture tells it; without claims there is none. */
export type Observed = Pick<
  ObservationView,
  'title' | 'display' | 'statement' | 'reference_date' | 'series_break' | 'claims'
>

/** One claim about it. */
export type Stated = Observed['claims'][number]

/** The release a picture is drawn from. */
export type DrawnFrom = Pick<ReturnType<typeof asOfView>, 'release' | 'newest_reference_date'>

/** How words are written: `size` in pixels, `className` one of the style's. */
export type Hand = { size: number; className?: string; anchor?: 'end' }

/** A length as SVG says it: a tenth of a pixel is fine enough, and every machine writes the same digits. */
export const round = (length: number) => Math.round(length * 10) / 10

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Text as XML: markup stays text, and characters that XML cannot hold are left out. */
export function escaped(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is left out
  const storable = text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
  return storable.replace(/[&<>"]/g, (character) => entities[character] as string)
}

const widths: [RegExp, number][] = [
  [/[ijlI.,:;'| !]/, 0.33],
  [/[frt()"-]/, 0.42],
  [/[mwMW%@—]/, 0.97],
  [/[A-Z]/, 0.73],
  [/[\u1100-\u{10ffff}]/u, 1],
]

/** About how wide a line is, in pixels. */
export function widthOf(text: string, size: number): number {
  const ems = [...text].map((character) => widths.find(([set]) => set.test(character))?.[1] ?? 0.63)
  return size * ems.reduce((sum, em) => sum + em, 0)
}

/** Words in lines no wider than `width`; a word wider than a line is cut. */
export function wrap(text: string, width: number, size: number): string[] {
  const lines = ['']
  for (const word of text.split(/\s+/).flatMap((word) => pieces(word, width, size))) {
    const line = lines.at(-1) as string
    if (line === '') lines[lines.length - 1] = word
    else if (widthOf(`${line} ${word}`, size) <= width) lines[lines.length - 1] = `${line} ${word}`
    else lines.push(word)
  }
  return lines
}

function pieces(word: string, width: number, size: number): string[] {
  const most = Math.floor(width / size)
  const characters = [...word]
  if (widthOf(word, size) <= width) return [word]
  return Array.from({ length: Math.ceil(characters.length / most) }, (_, at) =>
    characters.slice(at * most, (at + 1) * most).join(''),
  )
}

/** How far apart lines stand. */
const leading = (size: number) => Math.round(size * 1.4)

/** A line of text with its baseline at `y`. */
export function line(words: string, { x, y }: { x: number; y: number }, { size, className, anchor }: Hand): string {
  const attributes = `${className ? ` class="${className}"` : ''}${anchor ? ` text-anchor="${anchor}"` : ''}`
  return `<text x="${round(x)}" y="${round(y)}" font-size="${size}"${attributes}>${escaped(words)}</text>`
}

/** Something as high as it says, to be drawn under any `top`. */
export type Block = { height: number; draw: (top: number) => string }

/** Words in lines between `x` and `x + width`, `before` pixels under what stands above. */
export function paragraph(
  words: string,
  { x, width, before = 0, ...hand }: Hand & { x: number; width: number; before?: number },
): Block {
  const { size, className } = hand
  const lines = wrap(words, width, className === 'strong' ? size * 1.08 : size)
  const y = (at: number) => before + leading(size) * at + size
  return {
    height: before + leading(size) * lines.length,
    draw: (top) => lines.map((words, at) => line(words, { x, y: top + y(at) }, hand)).join(''),
  }
}

/** Blocks under each other. */
export function stack(blocks: Block[]): Block {
  const tops = blocks.map((_, at) => blocks.slice(0, at).reduce((sum, { height }) => sum + height, 0))
  return {
    height: blocks.reduce((sum, { height }) => sum + height, 0),
    draw: (top) => blocks.map(({ draw }, at) => draw(top + (tops[at] as number))).join(''),
  }
}

/** Where the data end, and in which release, in words. */
export function upTo({ release, newest_reference_date: newest }: DrawnFrom): string {
  const end = newest === null ? 'No figure' : `Figures up to ${dateInWords(newest)}; nothing later`
  return `${end} has been entered. Release ${release}.`
}

/** One way to lay a picture out: the `least` height it needs, and how it is drawn in more. */
type Layout = { least: number; draw: (height: number) => string }

/**
 * A picture for an `<img>`: as wide as its place. It holds a layout for each size; a query on the picture's own width
 * shows one, and all are as high as the one that needs most. `id` begins its ids, for pages that hold several pictures.
 */
export function picture(
  { id, title, desc }: Record<'id' | 'title' | 'desc', string>,
  layout: (width: number) => Layout,
) {
  const layouts = sizes.map((width) => ({ width, ...layout(width) }))
  const height = Math.ceil(Math.max(...layouts.map(({ least }) => least)))
  const bodies = layouts.map(({ width, draw }) => {
    const display = width === plain ? '' : ' display="none"'
    const box = `width="100%" height="100%" viewBox="0 0 ${width} ${height}" preserveAspectRatio="xMinYMin meet"`
    return `<svg class="w${width}" ${box}${display}>${draw(height)}</svg>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="${height}" role="img" lang="en" aria-labelledby="${id}-title ${id}-desc">
<title id="${id}-title">${escaped(title)}</title>
<desc id="${id}-desc">${escaped(desc)}</desc>
<style>${style()}</style>
${gradients(id)}
<rect class="paper" width="100%" height="100%"/>
${bodies.join('\n')}
</svg>
`
}
