// A figure's history as a step chart: every number with its hedge, and no line where two numbers cannot be compared.

import type { Accumulation } from '../domain/figure.ts'
import { grouped } from '../domain/quantity.ts'
import { dateInWords } from '../domain/statement.ts'
import { type Block, type DrawnFrom, line, type Observed, paragraph, picture, stack, upTo } from './svg.ts'
import { key } from './svg-key.ts'
import { type Dated, type Drawing, drawing, type Mark, present } from './svg-marks.ts'
import { drawingTools, plotted } from './svg-plot.ts'
import { chartDetail, letter, startOf } from './svg-scale.ts'

/** What is charted: as much of a definition as is told. */
export type Charted = {
  figure: string
  title: string
  unit: string
  accumulation: Accumulation
  period_start: string | null
}

const margin = 16

/** The history of a figure, oldest reference date first, as an SVG picture. */
export async function chart(figure: Charted, observations: Observed[], asOf: DrawnFrom): Promise<string> {
  const { title } = figure
  const history = present(observations)
  const id = `${figure.figure}-history`
  const drawn = drawing(history)
  const tools = history.length === 0 ? undefined : await drawingTools()
  return picture({ id, title, desc: description(title, history, asOf) }, (width) => {
    const place = { x: margin, width: width - 2 * margin }
    const above = head(title, history, place)
    const below = stack([
      ...(tools === undefined ? [] : [key(drawn, { id, ...place })]),
      ...notes(figure, drawn, asOf).map((note) =>
        paragraph(note, { ...place, size: 13, before: 4, className: 'soft' }),
      ),
    ])
    const around = margin + above.height + below.height + margin
    const draw = (height: number) => {
      const y = margin + above.height
      const frame = {
        id,
        x: margin - 8,
        y,
        width: width - 2 * margin + 16,
        height: height - around,
        detail: chartDetail,
      }
      const unit = line(figure.unit, { x: margin, y: y + 18 }, { size: 13, className: 'soft' })
      const plot = tools === undefined ? '' : unit + plotted(tools, drawn, frame)
      return above.draw(margin) + plot + below.draw(height - margin - below.height)
    }
    return { least: around + (tools === undefined ? 0 : 210 + width / 8), draw }
  })
}

function head(title: string, history: Dated[], place: { x: number; width: number }): Block {
  const last = history.at(-1)
  const sentence = last?.statement.slice(`${last.title}: `.length) ?? 'no figure.'
  return stack([
    paragraph(title, { ...place, size: place.width < 500 ? 18 : 21, className: 'strong' }),
    paragraph(sentence, { ...place, size: 14, before: 4, className: 'soft' }),
  ])
}

function notes(figure: Charted, { marks, holds, breaks }: Drawing, asOf: DrawnFrom): string[] {
  const { accumulation, period_start } = figure
  const start = startOf(marks)
  return [
    ...(breaks.length === 0 ? [] : ['The line stops where what is counted changes:']),
    ...breaks.map(({ reference_date, sentence }, at) => `${letter(at)}. ${dateInWords(reference_date)}: ${sentence}`),
    ...(accumulation === 'event' && holds.length > 0 ? ['Each step is a later count of the same event.'] : []),
    ...(accumulation === 'cumulative' && period_start !== null ? [`Counted since ${dateInWords(period_start)}.`] : []),
    ...(start > 0 ? [`The scale starts at ${grouped(start)}, not at 0.`] : []),
    upTo(asOf),
  ]
}

/** The chart in words: the newest statement, then each stretch that can be compared, and why the next cannot. */
function description(title: string, history: Dated[], asOf: DrawnFrom): string {
  const stretches: Dated[][] = []
  for (const observation of history) {
    if (stretches.length === 0 || observation.series_break !== null) stretches.push([])
    stretches.at(-1)?.push(observation)
  }
  const told = stretches.map((stretch, at) => {
    const { reference_date, series_break } = stretch[0] as Dated
    return `${at === 0 ? '' : `Break on ${dateInWords(reference_date)}: ${series_break} `}${range(stretch)}`
  })
  const more = history.length > 1 ? [`${grouped(history.length)} observations.`, ...told] : []
  return [history.at(-1)?.statement ?? `${title}: no figure.`, ...more, upTo(asOf)].join(' ')
}

/** A stretch from its first to its last number, and its lowest and highest where those are others. */
function range(stretch: Dated[]): string {
  const levels = drawing(stretch).marks.filter(({ contesting }) => !contesting)
  const lowest = levels.reduce((one, other) => (other.low < one.low ? other : one))
  const highest = levels.reduce((one, other) => (other.high > one.high ? other : one))
  const [first, last] = [levels[0], levels.at(-1)] as [Mark, Mark]
  const named = ({ at, words }: Mark) => `${words} on ${dateInWords(new Date(at).toISOString().slice(0, 10))}`
  if (first === last) return `One number: ${named(first)}.`
  const low = lowest.low < Math.min(first.low, last.low) ? `; lowest: ${named(lowest)}` : ''
  const high = highest.high > Math.max(first.high, last.high) ? `; highest: ${named(highest)}` : ''
  return `From ${named(first)} to ${named(last)}${low}${high}.`
}
