// A figure as a card: the number with its hedge, its day, who says it and who contests it, and a small line of how it
// came to be.

import type { Accumulation } from '../domain/figure.ts'
import { grouped } from '../domain/quantity.ts'
import { credit, dateInWords, when } from '../domain/statement.ts'
import {
  type Block,
  type DrawnFrom,
  line,
  type Observed,
  paragraph,
  picture,
  type Stated,
  stack,
  upTo,
  widthOf,
  wrap,
} from './svg.ts'
import { contesting, type Dated, drawing, preferred, present } from './svg-marks.ts'
import { drawingTools, type Frame, plotted } from './svg-plot.ts'
import { sparkline } from './svg-scale.ts'

/** A figure with its current observation, as far as a card tells it. */
export type Shown = Observed & {
  figure: string
  accumulation: Accumulation
  latest_exact: { value: number; reference_date: string } | null
}

const margin = 16
const small = { size: 13, className: 'soft' }

/** A figure's current observation, with its history by reference date, as an SVG picture. */
export async function card(figure: Shown, history: Observed[], asOf: DrawnFrom): Promise<string> {
  const { figure: name, title, statement } = figure
  const id = `${name}-card`
  const end = upTo(asOf)
  const past = await lineOf(id, present(history))
  return picture({ id, title, desc: `${statement} ${end}` }, (width) => {
    const inner = width - 2 * margin
    const below = paragraph(end, { x: margin, width: inner, before: 10, ...small })
    const isWide = past !== undefined && width > 500
    const column = isWide ? Math.round(inner * (width > 1000 ? 0.45 : 0.55)) : inner
    const words = told(figure, { x: margin, width: column })
    const beside = { x: margin + (isWide ? column + 24 : 0), width: isWide ? inner - column - 24 : inner }
    const least = 2 * margin + words.height + below.height + (past === undefined || isWide ? 0 : past.least(inner))
    const draw = (height: number) => {
      const foot = height - margin - below.height
      const top = isWide ? margin + 8 : margin + words.height + 6
      return words.draw(margin) + (past?.draw({ ...beside, y: top, height: foot - top }) ?? '') + below.draw(foot)
    }
    return { least, draw }
  })
}

/** What is said, and by whom. */
function told(figure: Shown, place: { x: number; width: number }): Block {
  const { title, display, latest_exact } = figure
  const said = present([figure])[0]
  const size = Math.max(22, Math.min(place.width < 400 ? 52 : 68, Math.floor(place.width / widthOf(display, 1.08))))
  const soft = (words: string) => paragraph(words, { ...place, size: 14, before: 4, className: 'soft' })
  return stack([
    paragraph(title, { ...place, size: place.width < 400 ? 17 : 20, className: 'strong' }),
    paragraph(display, {
      ...place,
      size: said === undefined ? 30 : size,
      before: 2,
      className: said === undefined ? 'soft' : 'strong',
    }),
    ...(said === undefined ? [] : [date(figure.accumulation, said, place), ...sources(said).map(soft)]),
    ...(latest_exact === null ? [] : [soft(`Latest exact number: ${exactly(latest_exact)}.`)]),
  ])
}

const exactly = ({ value, reference_date }: { value: number; reference_date: string }) =>
  `${grouped(value)} on ${dateInWords(reference_date)}`

function date(accumulation: Accumulation, { reference_date }: Dated, place: { x: number; width: number }): Block {
  return paragraph(`${when[accumulation]} ${dateInWords(reference_date)}`, { ...place, size: 17 })
}

function sources(observation: Dated): string[] {
  const named = ({ attributed_to, source }: Stated) => credit({ attributed_to, publisher: source.publisher })
  const others = contesting(observation).map((claim) => `${claim.display} (${named(claim)})`)
  const contested = others.length === 0 ? [] : [`Contested: ${others.join('; ')}.`]
  return [`Source: ${named(preferred(observation))}.`, ...contested]
}

/** The history as a small line, with its first and last number under it; one observation makes no line. */
async function lineOf(id: string, history: Dated[]) {
  const [first, last] = [history[0], history.at(-1)]
  if (first === undefined || last === undefined || first === last) return undefined
  const tools = await drawingTools()
  const drawn = drawing(history)
  const named = ({ reference_date, display }: Dated) => `${dateInWords(reference_date)}: ${display}`
  const under = (width: number) => {
    const fits = widthOf(`${named(first)} ${named(last)}`, small.size) + 12 < width
    const note =
      drawn.breaks.length === 0 ? [] : wrap('The line stops where what is counted changes.', width, small.size)
    return { fits, note, height: 22 * (fits ? 1 : 2) + note.length * 20 }
  }
  return {
    least: (width: number) => 76 + under(width).height,
    draw: ({ x, y, width, height }: Omit<Frame, 'id' | 'detail'>) => {
      const { fits, note, height: words } = under(width)
      const base = y + height - words + 16
      return [
        plotted(tools, drawn, { id, x, y, width, height: height - words, detail: sparkline }),
        line(named(first), { x, y: base }, small),
        line(named(last), { x: x + width, y: fits ? base : base + 20 }, { ...small, anchor: 'end' }),
        ...note.map((words, at) => line(words, { x, y: y + height - 6 - 20 * (note.length - 1 - at) }, small)),
      ].join('')
    },
  }
}
