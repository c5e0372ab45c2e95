// Two answers to one question: what the service says over HTTP as of every release of any legal history, and what a
// plain reading of its releases says. HISTORIES sets how many histories; npm run test:long takes more.

import assert from 'node:assert/strict'
import { join } from 'node:path'
import fc from 'fast-check'
import t from 'tap'
import { createApp } from '../src/app.ts'
import type { Revision } from '../src/domain/observation.ts'
import { display } from '../src/domain/quantity.ts'
import { publish } from '../src/publish.ts'
import { legalHistories, opening } from './fixtures/arbitraries.ts'
import { type Model, modelAsOf } from './fixtures/model.ts'
import { emptyPress } from './fixtures/press.ts'

const histories = Number(process.env.HISTORIES ?? 8)
const figures = ['held', 'freed', 'taken']
const days = ['2025-01-01', '2025-01-02', '2025-01-03', '2025-01-04', '2025-01-05']

type Get = (url: string) => Promise<{ status: number; body: string }>
type Json = Record<string, unknown>

/** What an answer and the model have in common to say of an observation. */
const words = (one: Revision | Json | null) => {
  if (one === null || one.reference_date === null) return null
  const { reference_date, value, qualifier, upper_value, lower_bound, upper_bound, contested, series_break } =
    one as Json
  const { revision, release, change_type, reason, definition_version } = one as Json
  const said = { reference_date, value, qualifier, upper_value, lower_bound, upper_bound, contested, series_break }
  return { ...said, revision, release, change_type, reason, definition_version }
}

async function compareFigures(get: Get, asOf: string, model: Model) {
  for (const to of [undefined, ...days]) {
    const query = to === undefined ? asOf : `${asOf}&reference_date_to=${to}`
    const listed = JSON.parse((await get(`/v1/figures?${query}`)).body).figures as Json[]
    const inOrder = model.figures.toSorted((one, other) => one.position - other.position)
    assert.deepEqual(
      listed.map(({ figure, title, latest_exact, ...one }) => ({ figure, title, latest_exact, one: words(one) })),
      inOrder.map(({ id, title }) => {
        const { observation, latest_exact } = model.headline(id, to)
        return { figure: id, title, latest_exact, one: words(observation) }
      }),
      `/v1/figures?${query}`,
    )
  }
}

async function compareSeries(get: Get, asOf: string, model: Model) {
  for (const figure of figures) {
    const url = `/v1/figures/${figure}/history?${asOf}`
    const { status, body } = await get(url)
    assert.equal(status, model.figure(figure) === undefined ? 404 : 200, url)
    if (status === 404) continue
    const series = model.series(figure)
    assert.deepEqual(JSON.parse(body).observations.map(words), series.map(words), url)
    for (const [from, to] of [
      [days[1], days[3]],
      [days[4], days[0]],
    ]) {
      const within = series.filter(({ reference_date: day }) => day >= (from as string) && day <= (to as string))
      const part = await get(`${url}&reference_date_from=${from}&reference_date_to=${to}`)
      assert.deepEqual(JSON.parse(part.body).observations.map(words), within.map(words), `${url} ${from} ${to}`)
    }
    for (const day of days) {
      const place = `/v1/figures/${figure}/observations/${day}?${asOf}`
      const revisions = model.revisions(figure, day)
      const answer = await get(place)
      assert.equal(answer.status, revisions.length === 0 ? 404 : 200, place)
      if (answer.status === 404) continue
      const told = JSON.parse(answer.body).revisions.map(words) as Json[]
      const byNumber = (one: Json | null, other: Json | null) => Number(one?.revision) - Number(other?.revision)
      assert.deepEqual(told.sort(byNumber), revisions.map(words).sort(byNumber), place)
    }
  }
}

async function compareChanges(get: Get, asOf: string, { number, model }: { number: number; model: Model }) {
  for (let since = 0; since <= number; since++) {
    for (const figure of [undefined, ...figures.filter((one) => model.figure(one) !== undefined)]) {
      const url = `/v1/changes?${asOf}&since=${since}${figure === undefined ? '' : `&figure=${figure}`}`
      const told = (JSON.parse((await get(url)).body).changes as Json[]).filter(
        ({ subject }) => subject === 'observation',
      )
      const made = model.history.filter((one) => one.release > since && (figure === undefined || one.figure === figure))
      assert.deepEqual(
        told.map(({ figure, reference_date, revision, release, change_type, to }) => {
          return [figure, reference_date, revision, release, change_type, (to as Json | null)?.display ?? null]
        }),
        made.map(({ figure, reference_date, revision, release, change_type, value, qualifier, upper_value }) => {
          const said = value === null || qualifier === null ? null : display({ value, qualifier, upper_value })
          return [figure, reference_date, revision, release, change_type, said]
        }),
        url,
      )
    }
  }
}

t.test(
  `the service answers as of every release of ${histories} histories as a plain reading does`,
  { timeout: 3_600_000 },
  async (t) => {
    const folder = t.testdir()
    let files = 0
    await fc.assert(
      fc.asyncProperty(legalHistories(), async ({ drafts, releases }) => {
        const press = emptyPress(t, { path: join(folder, `${++files}.db`), now: () => opening })
        const app = await createApp(press)
        const kept = new Map<string, string>()
        // As of a release the same bytes have to come whatever is published later.
        const get: Get = async (url) => {
          const { statusCode, body } = await app.inject(url)
          assert.equal(kept.get(url) ?? body, body, `${url} answers the same bytes as before`)
          if (statusCode === 200) kept.set(url, body)
          return { status: statusCode, body }
        }
        for (const [index, draft] of drafts.entries()) {
          await publish(press, draft, { by: 'desk' })
          for (let number = 1; number <= index + 1; number++) {
            const model = modelAsOf(releases, number)
            await compareFigures(get, `as_of=${number}`, model)
            if (number < index + 1 && number > 1) continue
            await compareSeries(get, `as_of=${number}`, model)
            await compareChanges(get, `as_of=${number}`, { number, model })
          }
        }
        for (const { number, published_at } of releases.filter(
          ({ published_at }) => published_at <= opening.toISOString(),
        ))
          await compareFigures(get, `as_of=${published_at}`, modelAsOf(releases, number))
        await app.close()
        press.store.db.$client.close()
      }),
      { numRuns: histories, endOnFailure: true },
    )
  },
)
