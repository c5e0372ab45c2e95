import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import t from 'tap'
import { chart } from '../src/formats/chart.ts'
import { all, histories, invented, layout, parsed, plot, texts, widths, words } from './fixtures/pictures.ts'
import { root } from './fixtures/press.ts'

const bundled = await histories(t)
const { asOf } = bundled
const held = bundled.one('held_living')

t.test('every bundled figure has a chart that says itself in words', async (t) => {
  t.equal(bundled.all.length, 22)
  for (const { definition, observations } of bundled.all) {
    const name = definition.figure
    const svg = await chart(definition, observations, asOf)
    const root = parsed(svg)
    const [title, desc] = root.getAttribute('aria-labelledby').split(' ')
    t.equal(root.getAttribute('role'), 'img')
    t.same(texts(root, `title[id="${title}"]`), [definition.title])
    const [told = ''] = texts(root, `desc[id="${desc}"]`)
    t.ok(told.startsWith(observations.at(-1)?.statement ?? '?'), told)
    t.ok(told.endsWith('Figures up to 5 March 2025; nothing later has been entered. Release 2.'), told)
    for (const { series_break } of observations) if (series_break !== null) t.ok(told.includes(series_break), told)
    for (const width of widths) t.match(words(layout(root, width)), /entered\. Release 2\.$/, `${name} at ${width}`)
    t.notMatch(svg, /NaN|undefined|null|⚠|<script|<image|@import|\son\w+=/, name)
    t.notMatch(svg.replace('http://www.w3.org/2000/svg', ''), /https?:/, `${name} fetches nothing`)
    t.ok(svg.length < 60_000, `${name}: ${svg.length} bytes`)
  }
})

t.test('the description tells each stretch that can be compared, with its lowest and highest', async (t) => {
  const { definition, observations } = bundled.one('held_of_taken')
  const [told] = texts(parsed(await chart(definition, observations, asOf)), 'desc')
  t.match(
    told,
    'Contested: 61 (Guernsey Press). 30 observations. From 120 on 14 October 2023 to 241 on 3 November 2023. Break on 23 November 2023: Captives found dead are left out from here. One number: 236 on 23 November 2023. Break on 1 December 2023: Captives declared dead are counted again from here. From 137 on 1 December 2023 to 62 on 22 February 2025; highest: 138 on 6 December 2023. Figures up to',
  )
  const observed = invented(held)
  const dip = [observed('2024-01-01', [5]), observed('2024-02-01', [3, 'about']), observed('2024-03-01', [4])]
  t.match(
    texts(parsed(await chart(held.definition, dip, asOf)), 'desc')[0],
    'From 5 on 1 January 2024 to 4 on 1 March 2024; lowest: about 3 on 1 February 2024.',
  )
})

t.test('the head says the newest number, who says it and who contests it; the foot why the line stops', async (t) => {
  const living = layout(parsed(await chart(held.definition, held.observations, asOf)), 1200)
  t.match(words(living), 'about 24 on 5 March 2025. Source: Israel, in The New York Times. Contested: 22 (Israeli')
  const bodies = bundled.one('held_bodies')
  const drawn = layout(parsed(await chart(bodies.definition, bodies.observations, asOf)), 1200)
  t.same(texts(drawn, 'g.letter text'), ['a', 'b', 'c'])
  t.match(
    words(drawn),
    'The line stops where what is counted changes: a. 27 August 2024: Counts those believed dead; the counts before it are of those declared dead. b. 27 February 2025:',
  )
})

t.test('a chart of an event says that its steps are counts, one of a running total since when', async (t) => {
  const foot = async (id: string) => {
    const { definition, observations } = bundled.one(id)
    return words(layout(parsed(await chart(definition, observations, asOf)), 1200))
  }
  t.match(await foot('taken'), 'Each step is a later count of the same event.')
  t.match(await foot('rescued'), 'Counted since 7 October 2023.')
  t.notMatch(await foot('held'), /Counted since|Each step/)
})

t.test('markup in a title or a break stays text', async (t) => {
  const title = '</text><script>alert("1 & 2")</script>\u0001'
  const series_break = ']]></desc><script>2</script>'
  const observed = invented(held)
  const list = [observed('2024-01-01', [1]), observed('2024-02-01', [2], { series_break })].map((one) => ({
    ...one,
    title,
    statement: `${title}: ${one.display}.`,
  }))
  const svg = parsed(await chart({ ...held.definition, title }, list, asOf))
  t.equal(all(svg, 'script').length, 0)
  t.same(texts(svg, 'title'), [title.slice(0, -1)], 'without what XML cannot hold')
  t.ok(words(layout(svg, 1200)).startsWith(`${title.slice(0, -1)} 2.`), words(layout(svg, 1200)))
  t.match(words(layout(svg, 1200)), series_break)
})

t.test('a word wider than the picture is cut, never clipped', async (t) => {
  const title = 'W'.repeat(300)
  const svg = parsed(await chart({ ...held.definition, title }, held.observations, asOf))
  const lines = texts(layout(svg, 320), 'text.strong')
  t.equal(lines.join(''), title)
  t.ok(lines.every((line) => line.length * 18 <= 320 - 32))
})

t.test('the same history is the same bytes', async (t) => {
  const { definition, observations } = bundled.one('held_of_taken')
  const other = bundled.one('taken')
  const once = await chart(definition, observations, asOf)
  await chart(other.definition, other.observations, asOf)
  t.equal(await chart(definition, observations, asOf), once)
})

t.test('a history of any length has a chart', async (t) => {
  const observed = invented(held)
  const none = parsed(await chart(held.definition, [], { ...asOf, newest_reference_date: null }))
  t.equal(words(layout(none)), `${held.definition.title} no figure. No figure has been entered. Release 2.`)
  t.equal(plot(none), undefined)
  t.same(texts(none, 'desc'), [`${held.definition.title}: no figure. No figure has been entered. Release 2.`])

  const one = plot(parsed(await chart(held.definition, [observed('2024-02-29', [3])], asOf)))
  t.same(texts(one, 'g.axis text').slice(-1), ['29 Feb2024'], 'its day, and no other')
  t.equal(all(one, 'g.line path').length, 0)

  const zero = plot(
    parsed(await chart(held.definition, [observed('2024-02-29', [0]), observed('2024-03-01', [0])], asOf)),
  )
  t.same(texts(zero, 'g.label text'), ['0', '0'])

  const day = (count: number) => new Date(Date.UTC(2022, 0, 1 + count)).toISOString().slice(0, 10)
  const daily = Array.from({ length: 1000 }, (_, at) =>
    observed(
      day(at),
      [400 + ((at * 37) % 90), at % 3 === 0 ? 'about' : 'exact'],
      at % 31 === 30 ? { series_break: 'Other.' } : {},
    ),
  )
  const text = await chart(held.definition, daily, asOf)
  const svg = plot(parsed(text))
  t.equal(all(svg, 'g.point > *').length, 1000)
  t.equal(texts(svg, 'g.letter text').at(-1), 'af', 'letters go on after z')
  t.match(words(svg), /2022.*2023.*2024/)
  t.ok(text.length < 1_000_000, `${text.length} bytes`)
})

t.test('a service that is asked for no picture does not load what draws them', async (t) => {
  const script = `
    import { registerHooks } from 'node:module'
    const asked = new Set()
    registerHooks({ resolve: (name, context, next) => (asked.add(name), next(name, context)) })
    for (const name of ['card', 'chart']) await import(${JSON.stringify(join(root, 'src/formats/'))} + name + '.ts')
    console.log(asked.has('@observablehq/plot') || asked.has('linkedom'), asked.has('../domain/quantity.ts'))`
  const said = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' })
  t.equal(said.trim(), 'false true')
})
