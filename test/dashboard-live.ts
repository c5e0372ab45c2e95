import t from 'tap'
import { publish } from '../src/publish.ts'
import { listening, openBrowser, openPage, seen } from './fixtures/browser.ts'
import { claim, correction, retraction } from './fixtures/drafts.ts'
import { bundledApp } from './fixtures/press.ts'

const browser = await openBrowser(t)

t.test('a release changes the page while somebody reads it, and leaves them where they were', async (t) => {
  const { app, press } = await bundledApp(t)
  const address = await listening(app)
  const { page, complaints } = await openPage(browser, address)
  const old = await openPage(browser, `${address}/?as_of=1`)
  await page.locator('#held_living_of_taken summary').click()
  await page.locator('#held_living .source a').last().focus()
  await page.evaluate("document.querySelector('#held_living_of_taken').scrollIntoView()")
  const top = async () => (await page.locator('#held_living_of_taken').boundingBox())?.y ?? Number.NaN
  const was = await top()
  await publish(press, correction(), { by: 'desk' })
  await page.getByText('This page shows it.').waitFor()
  t.equal(
    await seen(page.locator('[role=status]')),
    'Release 3 was published: 1 change. This page shows it. See what changed',
  )
  t.equal(await seen(page.locator('#held_living .display')), '23')
  t.match(
    await seen(page.locator('#held_living')),
    'Corrected, an error of the source: The newspaper corrected its count.',
  )
  t.equal(await page.locator('.pinned').count(), 0)
  t.equal(await seen(page.locator('.data-end')), 'Figures up to 5 March 2025; nothing later has been entered.')
  t.equal(await page.locator('main').getAttribute('data-release'), '3')
  t.ok((await page.locator('#held_living_of_taken-more').getAttribute('open')) !== null)
  t.equal(await page.locator('#held_living .source a:last-child:focus').count(), 1)
  t.ok(Math.abs((await top()) - was) < 2, 'what was being read stays where it was')

  t.equal(await seen(old.page.locator('[role=status]')), 'Release 3 was published: 1 change. Show it')
  t.equal(await old.page.locator('main').getAttribute('data-release'), '1', 'an old release stays as it is')
  t.strictSame([...complaints, ...old.complaints], [])
})

t.test('a wall shows what was published while its page lay in a cache', async (t) => {
  const { app, press } = await bundledApp(t)
  const stale = (await app.inject('/')).body
  const late = {
    figure: 'held',
    reference_date: '2025-01-01',
    change_type: 'backfilled',
    claims: [claim({ value: 23 })],
  }
  await publish(press, { note: 'A past day.', observations: [late] }, { by: 'desk' })
  await publish(
    press,
    { ...retraction(), observations: [...retraction().observations, { ...late, reference_date: '2025-01-02' }] },
    { by: 'desk' },
  )
  const address = await listening(app)
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.route(`${address}/`, (route) => route.fulfill({ contentType: 'text/html', body: stale }))
  await page.goto(address)
  await page.getByText('Release 4 was published: 1 change, and 1 past day entered late. This page shows it.').waitFor()
  t.equal(await page.locator('main').getAttribute('data-release'), '4')
  t.match(await seen(page.locator('#changes')), 'The source withdrew it.')
})

t.test('a page that has lost its connection says since when, and takes it back', async (t) => {
  const { app } = await bundledApp(t)
  const address = await listening(app)
  const context = await browser.newContext({ timezoneId: 'UTC' })
  const page = await context.newPage()
  await page.clock.install({ time: new Date('2026-11-22T12:03:00Z') })
  const listens = page.waitForResponse(/\/v1\/changes/)
  await page.goto(address)
  await listens
  await context.setOffline(true)
  await page.clock.runFor(59_000)
  t.equal(await seen(page.locator('[role=status]')), '')
  await page.clock.runFor(6_000)
  t.match(await seen(page.locator('[role=status]')), /^Not connected since 12:0[34]; the figures may have changed\.$/)
  await context.setOffline(false)
  const connected = page.waitForResponse(/\/v1\/changes/)
  await page.clock.runFor(9_000)
  await connected
  await page.locator('[role=status]:empty').waitFor({ state: 'attached' })
})
