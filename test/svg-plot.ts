import t from 'tap'
import { chart } from '../src/formats/chart.ts'
import { widthOf } from '../src/formats/svg.ts'
import {
  all,
  type Element,
  histories,
  invented,
  layout,
  numeric,
  parsed,
  pieces,
  plot,
  texts,
  widths,
  words,
} from './fixtures/pictures.ts'

const bundled = await histories(t)
const { asOf } = bundled
const charts = await Promise.all(
  bundled.all.map(async ({ definition, observations }) => ({
    name: definition.figure,
    observations,
    svg: parsed(await chart(definition, observations, asOf)),
  })),
)

t.test('a number that is not exact is never a bare dot', async (t) => {
  for (const { name, observations, svg } of charts) {
    for (const width of widths) {
      const count = (css: string) => all(plot(svg, width), css).length
      const of = (...names: string[]) => observations.filter(({ qualifier }) => names.includes(`${qualifier}`)).length
      t.equal(count('g[class="point exact"] > *'), of('exact'), `${name}: filled dots`)
      t.equal(count('g[class="point about"] > *'), of('about'), `${name}: hollow dots`)
      t.equal(count('g[class="about"] rect'), of('about'), `${name}: with strokes without ends`)
      t.equal(count('g[class="above"] rect'), of('at_least', 'more_than'), `${name}: bars open upward`)
      t.equal(count('g[class="below bar"] rect'), of('at_most', 'fewer_than'), `${name}: bars down to 0`)
    }
  }
})

t.test('numbers in the drawing carry their hedge', async (t) => {
  for (const { name, observations, svg } of charts) {
    const said = observations.flatMap(({ claims }) => claims.map(({ display }) => display))
    const written = widths.flatMap((width) => texts(plot(svg, width), 'g.label text'))
    t.ok(written.length > 0, name)
    t.same(
      written.filter((label) => !said.includes(label)),
      [],
      name,
    )
  }
})

t.test('the steps hold a number until the next one, and cross no series break', async (t) => {
  for (const { name, observations, svg } of charts) {
    for (const width of widths) {
      const drawn = plot(svg, width)
      const [flat, steep] = [pieces(drawn, '.line'), pieces(drawn, '.riser')]
      t.ok(
        flat.every(({ y1, y2 }) => y1 === y2),
        `${name}: lines are level`,
      )
      t.ok(
        steep.every(({ x1, x2 }) => x1 === x2),
        `${name}: steps are upright`,
      )
      t.equal(flat.length, observations.length - 1, `${name}: a line for each but the last`)
      const rules = all(drawn, 'g.rule line').map((rule) => numeric(rule, 'x1'))
      t.equal(rules.length, observations.filter(({ series_break }) => series_break !== null).length)
      for (const rule of rules) {
        t.same(
          [...flat, ...steep].filter(({ x1, x2 }) => x1 <= rule && rule <= x2),
          [],
          `${name} at ${rule}`,
        )
      }
    }
  }
})

t.test('lines from a number that is not exact are dashed', async (t) => {
  for (const { name, observations, svg } of charts) {
    const hedged = observations.slice(0, -1).filter(({ qualifier }) => qualifier !== 'exact')
    t.equal(pieces(plot(svg), '[class="line hedged"]').length, hedged.length, name)
  }
})

t.test('bars end where the source ends: at the bound, at 0, or nowhere', async (t) => {
  const history = bundled.one('held_living')
  const observed = invented(history)
  const list = [
    observed('2024-01-01', [100]),
    observed('2024-02-01', [50, 'at_most']),
    observed('2024-03-01', [50, 'more_than']),
    observed('2024-04-01', [50, 'between', 100]),
    observed('2024-05-01', [2, 'about']),
    observed('2024-06-01', [50, 'fewer_than'], {
      others: [
        [60, 'at_least'],
        [80, 'between', 90],
        [70, 'about'],
        [70, 'about'],
      ],
    }),
    observed('2024-07-01', [60, 'between', 70]),
    observed('2024-08-01', [65]),
  ]
  const svg = parsed(await chart(history.definition, list, asOf))
  const drawn = plot(svg)
  const box = (css: string, index = 0) => {
    const bar = all(drawn, css)[index] as Element
    const top = numeric(bar, 'y')
    return { top, bottom: top + numeric(bar, 'height') }
  }
  const hundred = numeric(all(drawn, 'g[class="point exact"] circle')[0] as Element, 'cy')
  const floor = box('g[class="below bar"] rect').bottom
  const isAt = (y: number, count: number, message: string) =>
    t.ok(Math.abs(y - (floor + ((hundred - floor) * count) / 100)) < 0.3, message)
  isAt(box('g[class="below bar"] rect').top, 50, 'at most 50 begins at 50')
  isAt(box('g[class="below bar"] rect', 1).top, 49, 'fewer than 50 begins at 49')
  isAt(box('g[class="above"] rect').bottom, 51, 'more than 50 begins at 51')
  isAt(box('g[class="between bar"] rect').bottom, 50, 'between begins at its lower number')
  isAt(box('g[class="between bar"] rect').top, 100, 'and ends at its upper')
  isAt(box('g[class="about"] rect').bottom, 0, 'a soft stroke does not reach below 0')
  const fill = (names: string) => all(drawn, `g[class="${names}"]`)[0]?.getAttribute('fill')
  t.equal(fill('above'), 'url(#held_living-history-above)', 'bars without an end fade')
  t.equal(fill('contesting above'), 'url(#held_living-history-above-contesting)', 'so do those that contest')
  t.equal(all(drawn, 'g[class="contesting between bar"] rect').length, 1)
  t.equal(all(drawn, 'g[class="contesting point about"] path').length, 1, 'said twice, drawn once')
  t.same(all(layout(svg), 'g.key').map(words), [
    'stated as an exact number',
    'about: no limits were stated',
    'at least, or more than: open upward',
    'at most, or fewer than: down to 0',
    'between two numbers',
    'contested: what others state',
    'the last number, until the next',
    'the last number, not an exact one',
  ])
})

t.test('what contests a number is drawn beside it, hollow; what agrees with it is not drawn', async (t) => {
  const [contested, agreed] = ['held_living', 'held_bodies_us'].map((id) => charts.find(({ name }) => name === id)?.svg)
  t.equal(all(plot(contested as Element), 'g[class="contesting point exact"] path').length, 1)
  t.same(texts(plot(contested as Element), 'g[class="label soft"] text'), ['22'])
  t.equal(all(agreed as Element, 'svg.plot .contesting').length, 0)
  const about = all(plot(contested as Element), 'g[class="point about"] circle')[0] as Element
  const [, x] = /translate\(([\d.]+)/.exec(
    all(plot(contested as Element), 'g[class="contesting point exact"] path')[0]?.getAttribute('transform') ?? '',
  ) as unknown as [string, string]
  t.ok(Number(x) > numeric(about, 'cx') + numeric(about, 'r'), 'nothing covers it')
})

t.test('the scale starts at 0, or says where it starts', async (t) => {
  for (const { name, svg } of charts) {
    t.equal(texts(plot(svg), 'g.axis text')[0], '0', name)
    t.notMatch(words(layout(svg)), 'scale starts')
  }
  const history = bundled.one('held_living')
  const observed = invented(history)
  const list = [observed('2024-01-01', [10_000]), observed('2024-09-01', [9_990])]
  const svg = parsed(await chart(history.definition, list, asOf))
  t.equal(texts(plot(svg), 'g.axis text')[0], '9,980')
  t.match(words(layout(svg)), 'The scale starts at 9,980, not at 0.')
})

t.test('dates under the axis never touch, and say their year', async (t) => {
  for (const { name, svg } of charts) {
    for (const width of widths) {
      const dates = all(plot(svg, width), 'g[aria-label="x-axis tick label"] text').flatMap((text) => {
        const [, x = ''] = /translate\(([-\d.]+)/.exec(text.getAttribute('transform')) ?? []
        const [words = '', year] = all(text, 'tspan').length === 0 ? [text.textContent] : texts(text, 'tspan')
        return words === '' ? [] : [{ x: Number(x), half: widthOf(words, 13) / 2, year }]
      })
      t.match(dates[0]?.year, /^20\d\d$/, `${name} at ${width}`)
      const touching = dates.filter(({ x, half }, at) => at > 0 && x - half < Number(dates[at - 1]?.x) + half)
      t.same(touching, [], `${name} at ${width}`)
    }
  }
})

t.test('a long last number does not take the room of the drawing', async (t) => {
  const history = bundled.one('held_living')
  const observed = invented(history)
  const list = [observed('2024-01-01', [10]), observed('2024-09-01', [999_999, 'between', 1_000_000])]
  const [axis] = all(plot(parsed(await chart(history.definition, list, asOf)), 320), 'g.grid line') as [Element]
  t.ok(numeric(axis, 'x2') - numeric(axis, 'x1') > 320 / 2)
})
