// A history drawn by Observable Plot in a DOM without a browser. Both are loaded when the first picture is asked for: a
// service that is never asked for one does not wait for them.

import type { Markish } from '@observablehq/plot'
import { grouped } from '../domain/quantity.ts'
import { dateInWords } from '../domain/statement.ts'
import { round, widthOf } from './svg.ts'
import { labelSize, labels, type Placed } from './svg-labels.ts'
import type { Drawing, Hold, Mark, Shape } from './svg-marks.ts'
import { type Detail, type Fitted, fitted, type Rule, type Scales, scales, thinned } from './svg-scale.ts'
import { fading } from './svg-style.ts'

/** Plot, and a document for it to draw in. */
export async function drawingTools() {
  const [Plot, { DOMParser }] = await Promise.all([import('@observablehq/plot'), import('linkedom')])
  return { Plot, document: new DOMParser().parseFromString('<svg/>', 'image/svg+xml') }
}
export type Tools = Awaited<ReturnType<typeof drawingTools>>
type Plot = Tools['Plot']

/** Where a drawing stands in the picture whose ids begin with `id`, and how large its marks are. */
export type Frame = { id: string; x: number; y: number; width: number; height: number; detail: Detail }

/** A history, which must not be empty, as SVG. */
export function plotted({ Plot, document }: Tools, drawing: Drawing, frame: Frame): string {
  const { width, height } = frame
  const detail = thinned(frame.detail, drawing.marks.length, width)
  const scale = scales(drawing.marks, frame, detail)
  const { area } = scale
  const fit = fitted(drawing, scale, detail)
  const svg = Plot.plot({
    document: document as never,
    className: 'plot',
    width,
    height,
    marginTop: area.top,
    marginRight: width - area.right,
    marginBottom: height - area.bottom,
    marginLeft: area.left,
    x: { type: 'utc', domain: scale.x.domain, axis: null },
    y: { type: 'linear', domain: scale.y.domain, axis: null },
    marks: [
      ...(detail.written ? axes(Plot, scale, drawing.marks) : []),
      Plot.ruleY([scale.y.domain[0]], { className: 'riser' }),
      ...lines(Plot, fit),
      ...points(Plot, fit.marks, { id: frame.id, detail, scale, contesting: true }),
      ...points(Plot, fit.marks, { id: frame.id, detail, scale, contesting: false }),
      ...(detail.written ? words(Plot, fit.rules, labels(fit, scale, detail, width)) : []),
    ],
  }) as unknown as {
    outerHTML: string
    querySelector: (name: string) => { remove: () => void }
    setAttribute: (name: string, value: number) => void
  }
  svg.querySelector('style').remove()
  svg.setAttribute('x', frame.x)
  svg.setAttribute('y', frame.y)
  return svg.outerHTML.replace(/\d+\.\d{2,}/g, (digits) => String(round(Number(digits))))
}

function axes(Plot: Plot, { area, pixel, y, highest }: Scales, marks: Mark[]): Markish[] {
  const days = [...new Set(marks.map(({ at }) => at))]
  const ticks = Math.max(1, Math.min(Math.floor((area.bottom - area.top) / 60), highest - y.domain[0]))
  return [
    Plot.gridY({ className: 'grid', ticks, strokeOpacity: 1 }),
    Plot.axisY({
      className: 'axis',
      ticks,
      tickSize: 0,
      label: null,
      fontSize: labelSize,
      tickFormat: grouped,
    }),
    Plot.axisX({
      className: 'axis',
      ticks: days.length === 1 ? days.map((at) => new Date(at)) : (area.right - area.left) / 75,
      tickFormat: tickFormat(pixel) as (date: Date, at: number) => string,
      label: null,
      fontSize: labelSize,
    }),
  ]
}

const month = 28 * 86_400_000

/**
 * Dates under the axis, where a pixel is so many milliseconds: in days or in months, as many as have room, with the year
 * where there is none before or it changes.
 */
function tickFormat(pixel: number) {
  const words = (date: Date) => dateInWords(date.toISOString().slice(0, 10)).split(' ') as [string, string, string]
  return (date: Date, at: number, ticks: Date[]): string => {
    const apart = ticks.length < 2 ? Number.POSITIVE_INFINITY : Number(ticks[1]) - Number(ticks[0])
    const inDays = ticks.length < 2 || apart < month
    const every = Math.max(1, Math.ceil((widthOf(inDays ? '30 Mar' : 'Mar', labelSize) * pixel) / apart))
    if (at % every !== 0) return ''
    const [day, name, year] = words(date)
    const short = `${inDays ? `${day} ` : ''}${name.slice(0, 3)}`
    const before = ticks[at - every]
    return before !== undefined && words(before)[2] === year ? short : `${short}\n${year}`
  }
}

// Plot draws one path through points and leaves out what has no place: three points a piece, one element for them all.
const pieces = (all: { from: number; to: number; low: number; high: number }[]) =>
  all.flatMap(({ from, to, low, high }) => [
    { at: from, level: low },
    { at: to, level: high },
    { at: null, level: null },
  ])

function lines(Plot: Plot, { holds, risers, rules }: Fitted): Markish[] {
  const level = (hedged: boolean) => holds.filter((hold) => hold.hedged === hedged)
  const path = (className: string, all: Parameters<typeof pieces>[0]) =>
    Plot.line(pieces(all), { className, x: 'at', y: 'level' })
  const flat = (all: Hold[]) => all.map(({ from, to, level }) => ({ from, to, low: level, high: level }))
  return [
    path(
      'riser',
      risers.map(({ at, from, to }) => ({ from: at, to: at, low: from, high: to })),
    ),
    path('line', flat(level(false))),
    path('line hedged', flat(level(true))),
    Plot.ruleX(rules, { className: 'rule', x: 'at' }),
  ]
}

/** The marks of the preferred claims, or of those that contest them. */
function points(Plot: Plot, all: Mark[], { id, detail, scale, contesting }: Points): Markish[] {
  const { radius, fade, halo } = detail
  const [floor] = scale.y.domain
  const marks = all.filter((mark) => mark.contesting === contesting)
  const named = (names: string) => (contesting ? `contesting ${names}` : names)
  const of = (...shapes: Shape[]) => marks.filter(({ shape }) => shapes.includes(shape))
  const wide = (half: number) => ({ x1: 'at', x2: 'at', insetLeft: -half, insetRight: -half })
  const bar = { ...wide(radius * 0.7), y2: 'high' }
  const end = { ...wide(radius * 1.4), className: named('end') }
  // Fading says "no end here", so it must not reach below the lowest number there can be.
  const unended = (shape: 'above' | 'about', up: number, down: number) =>
    Plot.rect(of(shape), {
      ...wide(radius * 0.7),
      className: named(shape),
      y1: ({ low }: Mark) => Math.max(floor, low - down * scale.count),
      y2: ({ low }: Mark) => low + up * scale.count,
      fill: `url(#${fading(id, shape, contesting)})`,
    })
  const dot = { x: 'at', y: 'low', r: radius, symbol: contesting ? ('diamond' as const) : ('circle' as const) }
  return [
    Plot.rect(of('below'), { ...bar, className: named('below bar'), y1: floor }),
    Plot.rect(of('between'), { ...bar, className: named('between bar'), y1: 'low' }),
    unended('above', fade, 0),
    unended('about', halo, halo),
    Plot.ruleY(of('above', 'between'), { ...end, y: 'low' }),
    Plot.ruleY(of('below', 'between'), { ...end, y: 'high' }),
    Plot.dot(of('about'), { ...dot, className: named('point about') }),
    Plot.dot(of('exact'), { ...dot, className: named('point exact') }),
  ]
}
type Points = { id: string; detail: Detail; scale: Scales; contesting: boolean }

/** Numbers beside their marks, and a letter on the rule of each break. */
function words(Plot: Plot, rules: Rule[], labels: Placed[]): Markish[] {
  const groups = Map.groupBy(labels, ({ mark, place }) => JSON.stringify([place, mark.contesting]))
  const numbers = [...groups.values()].map((group) => {
    const { mark, place } = group[0] as (typeof group)[0]
    const { anchor: textAnchor, dx, dy } = place
    const className = mark.contesting ? 'label soft' : 'label'
    return Plot.text(
      group.map(({ mark }) => mark),
      { className, x: 'at', y: 'high', text: 'words', textAnchor, dx, dy, fontSize: labelSize },
    )
  })
  return [
    ...numbers,
    Plot.text(rules, {
      className: 'letter soft',
      x: 'letterAt',
      text: 'letter',
      frameAnchor: 'top',
      dy: -14,
      fontSize: labelSize,
    }),
  ]
}
