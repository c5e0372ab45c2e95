import t from 'tap'
import { card } from '../src/formats/card.ts'
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
const held = bundled.one('held_living')

const cardOf = async (id: string) => {
  const { figure, observations } = bundled.one(id)
  return parsed(await card(figure, observations, asOf))
}

/** The words written largest. */
function largest(element: Element): string {
  const [first] = all(element, 'text').toSorted((one, other) => numeric(other, 'font-size') - numeric(one, 'font-size'))
  return first?.textContent ?? ''
}

t.test(
  'every bundled figure has a card with its number and hedge, large, and in words for screen readers',
  async (t) => {
    for (const { figure, observations } of bundled.all) {
      const text = await card(figure, observations, asOf)
      const svg = parsed(text)
      const [title, desc] = svg.getAttribute('aria-labelledby').split(' ')
      t.equal(svg.getAttribute('role'), 'img')
      t.same(texts(svg, `title[id="${title}"]`), [figure.title])
      const end = 'Figures up to 5 March 2025; nothing later has been entered. Release 2.'
      t.same(texts(svg, `desc[id="${desc}"]`), [`${figure.statement} ${end}`])
      for (const width of widths) {
        t.equal(largest(layout(svg, width)), figure.display, `${figure.figure} at ${width}`)
        t.ok(words(layout(svg, width)).endsWith(end), `${figure.figure} at ${width}`)
      }
      t.notMatch(text, /NaN|undefined|null|⚠|<script|<image|@import|\son\w+=/, figure.figure)
      t.ok(text.length < 60_000, `${figure.figure}: ${text.length} bytes`)
    }
  },
)

t.test('a card says the day, the source, and who says otherwise', async (t) => {
  t.equal(
    words(layout(await cardOf('held_living'), 1200)),
    'Hostages believed alive and still held about 24 on 5 March 2025 Source: Israel, in The New York Times. Contested: 22 (Israeli intelligence, in NZ Herald). Figures up to 5 March 2025; nothing later has been entered. Release 2.',
  )
})

t.test('the day is told as the figure is counted', async (t) => {
  t.match(words(layout(await cardOf('rescued'))), ' 8 by 27 February 2025 ')
  t.match(words(layout(await cardOf('taken'))), ' about 250 as counted on 5 March 2025 ')
})

t.test('a number that is not exact does not hide the latest one that is', async (t) => {
  t.match(words(layout(await cardOf('taken'))), 'Latest exact number: 251 on 27 February 2025.')
  t.notMatch(words(layout(await cardOf('held'))), 'Latest exact')
})

t.test('the small line goes from the first number to the last, each with its hedge', async (t) => {
  const svg = await cardOf('held_bodies')
  for (const width of widths) {
    t.ok(texts(layout(svg, width)).includes('6 February 2024: 31'))
    t.ok(texts(layout(svg, width)).includes('5 March 2025: at least 35'))
    t.match(words(layout(svg, width)), 'The line stops where what is counted changes.')
    t.equal(all(plot(svg, width), 'g.above rect').length, 3, 'a hedge is drawn there too')
    const rules = all(plot(svg, width), 'g.rule line').map((rule) => numeric(rule, 'x1'))
    t.equal(rules.length, 3)
    const crossing = pieces(plot(svg, width), '.line').filter(({ x1, x2 }) => rules.some((at) => x1 <= at && at <= x2))
    t.same(crossing, [])
    t.same(texts(plot(svg, width)), [], 'and nothing is written in it')
  }
  t.notMatch(words(layout(await cardOf('held'))), 'The line stops')
})

t.test('one observation makes no line, none a calm card', async (t) => {
  t.equal(plot(await cardOf('recovered_bodies')), undefined)
  const title = 'Something nobody counted'
  const nobody = { ...held.figure, title, display: 'no figure', statement: `${title}: no figure.`, claims: [] }
  const svg = parsed(await card({ ...nobody, reference_date: null, latest_exact: null }, [], asOf))
  t.equal(
    words(layout(svg)),
    `${title} no figure Figures up to 5 March 2025; nothing later has been entered. Release 2.`,
  )
})

t.test('no line of words is wider than the card', async (t) => {
  for (const { figure, observations } of bundled.all) {
    const svg = parsed(await card(figure, observations, asOf))
    for (const width of widths) {
      const ends = all(layout(svg, width), 'text:not([text-anchor]):not(.strong)').map(
        (line) => numeric(line, 'x') + widthOf(line.textContent, numeric(line, 'font-size')),
      )
      t.ok(Math.max(...ends) <= width - 15, `${figure.figure} at ${width}`)
    }
  }
})

t.test('a long number is smaller, and whole', async (t) => {
  const observed = invented(held)('2024-01-01', [999_999, 'between', 1_000_000])
  const svg = parsed(await card({ ...held.figure, ...observed }, [observed], asOf))
  const number = texts(layout(svg, 320), 'text.strong').slice(-2).join(' ')
  t.ok(number.endsWith('between 999,999 and 1,000,000'), number)
})

t.test('a thousand observations make a card', async (t) => {
  const observed = invented(held)
  const day = (at: number) => new Date(Date.UTC(2022, 0, 1 + at)).toISOString().slice(0, 10)
  const daily = Array.from({ length: 1000 }, (_, at) =>
    observed(day(at), [at % 7, at % 2 === 0 ? 'exact' : 'at_least']),
  )
  const svg = parsed(await card(held.figure, daily, asOf))
  t.equal(all(plot(svg), 'g.above rect').length, 500)
})

t.test('markup in a title or a source stays text, and the same figure is the same bytes', async (t) => {
  const title = '</text><script>alert(1)</script>'
  const claims = held.figure.claims.map((claim) => ({ ...claim, attributed_to: '"><script>&' }))
  const text = await card({ ...held.figure, title, claims }, held.observations, asOf)
  const svg = parsed(text)
  t.equal(all(svg, 'script').length, 0)
  t.same(texts(svg, 'title'), [title])
  t.match(words(layout(svg, 1200)), 'Source: "><script>&, in The New York Times.')
  t.equal(await card({ ...held.figure, title, claims }, held.observations, asOf), text)
})
