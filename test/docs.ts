import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { listening, openBrowser } from './fixtures/browser.ts'
import { bundledApp, root } from './fixtures/press.ts'

t.test('the contract that is served is the one that is checked in', async (t) => {
  const { app } = await bundledApp(t)
  const answer = await app.inject('/openapi.json')
  t.equal(answer.body, readFileSync(join(root, 'openapi/v1.json'), 'utf8'))
  t.equal(answer.headers['content-type'], 'application/json; charset=utf-8')
})

t.test('the reference is readable in a browser that reaches nothing but the service', async (t) => {
  const { app } = await bundledApp(t)
  const address = await listening(app)
  const page = await (await openBrowser(t)).newPage()
  const outside: string[] = []
  const complaints: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith(address) && !request.url().startsWith('data:')) outside.push(request.url())
  })
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await page.goto(`${address}/docs`)
  await page.getByText('/v1/figures/{figure}/history', { exact: false }).first().waitFor()
  t.match(await page.title(), /reference/)
  t.match(await page.locator('#reference').textContent(), /Every figure with its current observation/)
  t.same([outside, complaints], [[], []])
  await page.setViewportSize({ width: 375, height: 900 })
  await page.getByText('Every figure with its current observation').first().click()
  await page.getByText('Responses', { exact: true }).first().waitFor()
  t.equal(await page.evaluate('document.documentElement.scrollWidth'), 375, 'nor is it wider than a telephone')
})
