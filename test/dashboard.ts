import { join } from 'node:path'
import type { Page } from 'playwright-core'
import t from 'tap'
import { createApp } from '../src/app.ts'
import { changeSection } from '../src/dashboard/changes.ts'
import { age, counted } from '../src/dashboard/words.ts'
import { publish } from '../src/publish.ts'
import type { FigureView } from '../src/views/observations.ts'
import { barriers, listening, openBrowser, openPage, seen } from './fixtures/browser.ts'
import { addition, claim, correction } from './fixtures/drafts.ts'
import { bundledApp, emptyPress } from './fixtures/press.ts'

const browser = await openBrowser(t)

const text = (page: Page, selector: string) => seen(page.locator(selector))
const plain = (words: string) => words.replaceAll(/\s+/g, ' ')

t.test('a wide page says every figure with its hedge, its day and its source', async (t) => {
  const { app } = await bundledApp(t)
  const { page, complaints } = await openPage(browser, await listening(app))
  const { figures } = (await app.inject('/v1/figures')).json<{ figures: FigureView[] }>()
  t.equal(figures.length, 22)
  for (const figure of figures) {
    const card = page.locator(`[id="${figure.figure}"]`)
    t.equal(await seen(card.locator('.display')), figure.display)
    t.equal(await card.locator('img').last().getAttribute('alt'), `History. ${figure.statement}`)
    const words = plain(await seen(card))
    t.match(words, figure.title)
    t.match(
      words,
      new Date(figure.reference_date as string).toLocaleDateString('en-GB', { dateStyle: 'long', timeZone: 'UTC' }),
    )
    t.match(words, figure.publisher as string)
    for (const other of figure.claims) if (figure.contested && !other.preferred) t.match(words, other.display)
  }
  const bodies = await text(page, '#held_bodies')
  t.equal(bodies.match(/35/g)?.length, bodies.match(/at least 35/g)?.length, 'never 35 without its hedge')
  t.match(bodies, 'Not comparable with the number before it')
  t.match(
    plain(await text(page, '#held_living')),
    'Contested: 22 (Israeli intelligence, in NZ Herald). Why about 24 is shown:',
  )
  t.match(plain(await text(page, '#taken')), '251 was stated exactly on 27 February 2025.')
  t.match(plain(await text(page, '#held')), 'on 4 March 2025, 1 day before the newest day')
  t.match(await text(page, 'main'), 'Figures up to 5 March 2025; nothing later has been entered.')
  t.match(await text(page, '#changes'), '106 past days were entered late')
  t.match(await text(page, '#identity-all_held'), '251 + 4 = 139 + 8 + 8 + 41 + 59. It adds up exactly.')
  t.match(
    await text(page, '#identity-held_by_condition'),
    '59 against about 24 + at least 35. The numbers speak for different days',
  )
  await page.locator('#held_of_taken summary').click()
  await page.locator('#held_of_taken img').evaluate((image) => image.decode())
  t.strictSame(complaints, [], 'nothing is blocked by the policy, nothing fails')
})

t.test(
  'charts of the headline figures stand beside them on a wide page, and are folded away on a narrow one',
  async (t) => {
    const { app } = await bundledApp(t)
    const { page } = await openPage(browser, await listening(app))
    const chart = page.getByRole('img', { name: /^History\. Hostages believed alive/ })
    t.equal(await chart.count(), 1)
    await page.locator('#held_living .wide img').evaluate((image) => image.decode())
    await page.locator('#held_living summary').click()
    t.equal(await chart.count(), 1, 'once, also when the rest is opened')
    await page.setViewportSize({ width: 375, height: 800 })
    await page.locator('#held_living summary').click()
    t.equal(await chart.count(), 0)
    await page.locator('#held_living summary').click()
    t.equal(await chart.count(), 1)
  },
)

t.test('an earlier release is shown without JavaScript, says so, and is the same for ever', async (t) => {
  const { app, press } = await bundledApp(t)
  const { page } = await openPage(browser, await listening(app), { javaScriptEnabled: false })
  await page.getByLabel('As published in').selectOption({ label: 'Release 1, 22 November 2026, 12:00 UTC' })
  await page.getByRole('button', { name: 'Show' }).click()
  t.match(page.url(), /\/\?as_of=1$/)
  t.match(await text(page, 'p.pinned'), 'These are the figures as published in release 1')
  t.match(await text(page, '.data-end'), 'nothing later has been entered up to release 1.')
  t.equal(await page.locator('article').count(), 9)
  await page.getByRole('link', { name: 'Show the newest figures' }).click()
  t.equal(await page.locator('.pinned').count(), 0)
  t.match(await text(page, 'footer'), 'Without JavaScript this page does not change by itself.')
  const before = await app.inject('/?as_of=1')
  await publish(press, correction(), { by: 'desk' })
  const after = await app.inject('/?as_of=1')
  t.equal(after.body, before.body)
  t.equal(after.headers.etag, before.headers.etag)
})

t.test('axe finds no barrier, in light or dark, and nothing is wider than a phone', async (t) => {
  const { app } = await bundledApp(t)
  const address = await listening(app)
  const folder = t.testdir()
  for (const [width, colorScheme] of [
    [375, 'dark'],
    [1440, 'light'],
  ] as const) {
    const { page } = await openPage(browser, address, { viewport: { width, height: 900 }, colorScheme })
    await page.screenshot({ path: join(folder, `${width}.png`), fullPage: true })
    t.equal(await page.evaluate('document.documentElement.scrollWidth'), width)
    await page.locator('#held_living summary').click()
    t.strictSame(await barriers(page), [])
  }
  const { page } = await openPage(browser, `${address}/?as_of=1`)
  t.strictSame(await barriers(page), [])
})

t.test('the keyboard reaches everything in the order it is read', async (t) => {
  const { app } = await bundledApp(t)
  const { page } = await openPage(browser, await listening(app))
  const reached: string[] = []
  for (let key = 0; key < 9; key += 1) {
    await page.keyboard.press('Tab')
    reached.push(await text(page, ':focus'))
  }
  t.match(reached, [
    'Skip to the figures',
    'Changes',
    'Do they add up?',
    'Cite and verify',
    /^Release 2/,
    'Show',
    'Israel, in The New York Times',
    /^Permanent link/,
    'Israeli intelligence, in NZ Herald',
  ])
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  t.ok((await page.locator('#held_living-more').getAttribute('open')) !== null)
})

t.test('words of a source stay words; what is not known is said; what does not add up is drawn open', async (t) => {
  const { app, press } = await bundledApp(t)
  const hostile = `<img src=x onerror=alert(1)>"'&`
  const figure = {
    definition: hostile,
    unit: 'people',
    hostage_status: 'held',
    condition: 'any',
    scope: 'all_held',
    population: 'all',
    accumulation: 'stock',
  }
  await publish(
    press,
    {
      note: hostile,
      figures: [{ id: 'unseen_figure', title: hostile, ...figure }],
      sources: [{ id: 'letter', publisher: 'A desk', title: hostile, language: 'en', note: 'Not on the web.' }],
      observations: [
        {
          ...correction().observations[0],
          error_origin: 'publisher',
          claims: [
            claim({ source: 'letter', attributed_to: 'A reader', locator: 'line 1', preferred: true }),
            claim({ value: 24, wording: '24 were alive' }),
            claim({ value: 25, wording: '25 were alive' }),
          ],
        },
      ],
      identities: [
        { id: 'too_many', scope: 'all_held', title: 'Too many', total: ['held_living'], parts: ['held_bodies'] },
        { id: 'too_few', scope: 'all_held', title: 'Too few', total: ['taken'], parts: ['held_living'] },
        { id: 'unknown', scope: 'all_held', title: 'Unknown', total: ['taken'], parts: ['unseen_figure'] },
      ],
    },
    { by: 'desk' },
  )
  const { page, complaints } = await openPage(browser, await listening(app))
  t.equal(await text(page, '#unseen_figure h4'), hostile)
  t.equal(await text(page, '#unseen_figure .display'), 'no figure')
  t.equal(await page.locator('#held_living cite').first().textContent(), hostile)
  t.equal(await page.locator('img[src="x"]').count(), 0)
  t.match(plain(await text(page, '#held_living')), 'Contested: 24 (The New York Times); 25 (The New York Times).')
  t.match(await text(page, '#held_living'), 'Corrected, our own error')
  t.equal(await page.locator('#held_living .source a').count(), 1, 'a source that is not on the web has no link')
  t.match(await text(page, '#identity-unknown'), `There is no number for “${hostile}”`)
  t.equal(await page.locator('#identity-unknown svg').count(), 0)
  t.equal(await page.locator('#identity-too_many .open').getAttribute('y'), '0')
  t.equal(await page.locator('#identity-too_few .open').getAttribute('y'), '36')
  t.strictSame(complaints, [])
})

t.test('a change that cannot be compared with what it replaced says so, and why', async (t) => {
  const { app, press } = await bundledApp(t)
  t.notMatch((await app.inject('/')).body, 'Not comparable with what it replaced')
  await publish(press, addition({ series_break: 'People of unknown fate are left out.' }), { by: 'desk' })
  t.match(
    (await app.inject('/')).body,
    /now 23\. New\. <strong>Not comparable with what it replaced\.<\/strong> People of unknown fate are left out\./,
  )
  const { canonical } = press.store.releases.stored(1) as { canonical: Buffer }
  const { figures } = JSON.parse(canonical.toString()) as { figures: { id: string }[] }
  const defined = { ...figures.find(({ id }) => id === 'held_bodies'), definition: 'Bodies, counted anew.' }
  const claims = [claim({ value: 35, qualifier: 'at_least', wording: 'at least 35 bodies' })]
  const told = { figure: 'held_bodies', reference_date: '2025-03-05', reason: 'It is counted anew.', claims }
  const observations = [{ ...told, change_type: 'reclassified' }]
  await publish(press, { note: 'Another definition.', figures: [defined], observations }, { by: 'desk' })
  t.match(
    (await app.inject('/')).body,
    /counted anew\. <strong>Not comparable with what it replaced\.<\/strong> What is counted was defined anew\./,
  )
})

t.test('the page is cached, guarded and strict like every other answer', async (t) => {
  const { app } = await bundledApp(t)
  const answer = await app.inject('/')
  t.match(answer.headers, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': /max-age=30/,
    'content-security-policy': /default-src 'none'/,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'strict-origin-when-cross-origin',
    link: /<\/\?as_of=2>; rel="cite-as"/,
  })
  t.notMatch(answer.body, /style="|<style|<script>|onclick/)
  t.equal((await app.inject({ url: '/', headers: { 'if-none-match': answer.headers.etag as string } })).statusCode, 304)
  t.match((await app.inject('/?asOf=1')).json(), { status: 400, detail: /nearest is "as_of"/ })
  t.equal((await app.inject('/?as_of=9')).statusCode, 404)
  for (const path of ['/dashboard.css', '/dashboard.js', '/dashboard.svg']) {
    const asset = await app.inject(path)
    t.equal(asset.statusCode, 200)
    t.equal(
      (await app.inject({ url: path, headers: { 'if-none-match': asset.headers.etag as string } })).statusCode,
      304,
    )
    t.equal((await app.inject(`${path}?v=1`)).statusCode, 400)
  }
})

t.test('a history without any number says so', async (t) => {
  const press = emptyPress(t)
  const app = await createApp(press)
  t.teardown(() => app.close())
  t.equal((await app.inject('/')).statusCode, 404)
  await publish(
    press,
    {
      note: 'Only a source.',
      sources: [{ id: 'a-source', publisher: 'A desk', title: 'A title', language: 'en', note: 'A note.' }],
    },
    { by: 'desk' },
  )
  t.match((await app.inject('/')).body, 'No figure has been entered.')
  for (let release = 2; release < 25; release += 1) {
    await publish(
      press,
      {
        note: 'Said anew.',
        sources: [{ id: 'a-source', publisher: 'A desk', title: `Title ${release}`, language: 'en', note: 'A note.' }],
      },
      { by: 'desk' },
    )
    t.match((await app.inject('/')).body, `Release ${release},`)
  }
})

t.test('ages count from the newest day', async (t) => {
  t.equal(age('2025-03-05', '2025-03-05'), 'the newest day in these data')
  t.equal(age('2025-02-27', '2025-03-05'), '6 days before the newest day')
  t.equal(counted(1200, 'change', 'changes'), '1,200 changes')
  const many = changeSection({ changes: [], backfilled: 1001, editions: [], release: 1 })
  t.match(many.toString(), 'more than 1,000 past days were entered late')
})
