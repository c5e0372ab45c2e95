// The real data: that it keeps every rule of its own model, and says what the article of 5 March 2025 says.

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { plan } from '../src/domain/plan.ts'
import { display, type Quantity } from '../src/domain/quantity.ts'
import type { Release } from '../src/domain/release.ts'
import { Instant } from '../src/domain/scalar.ts'
import { readReleaseFile } from '../src/release-files.ts'
import { modelAsOf } from './fixtures/model.ts'
import { bundledReleases } from './fixtures/press.ts'

/** The bundled releases, planned one after another against a plain reading of those before. */
function published() {
  const releases: Release[] = []
  for (const file of readdirSync(bundledReleases).sort()) {
    const { published_at, ...draft } = readReleaseFile(join(bundledReleases, file)) as Record<string, unknown>
    const stamp = { published_at: Instant.parse(published_at), published_by: 'bundled' }
    const planned = plan(draft, modelAsOf(releases, releases.length), stamp)
    if (planned.broken !== null) throw new Error(`${file}: ${JSON.stringify(planned.broken, null, 2)}`)
    releases.push(planned.release)
  }
  return releases
}

t.test('the bundled releases keep every rule', async (t) => {
  t.doesNotThrow(published)
})

t.test('they say of 5 March 2025 what the article says, hedges and all', async (t) => {
  const releases = published()
  const model = modelAsOf(releases, releases.length)
  const says = (figure: string) => display(model.observation(figure, '2025-03-05') as Quantity)
  t.equal(says('taken'), 'about 250')
  t.equal(says('released_truce_2023'), 'more than 100')
  t.equal(says('released_living_since_2025_01'), '30')
  t.equal(says('released_bodies_since_2025_01'), '8')
  t.equal(says('held_living'), 'about 24')
  t.equal(says('held_bodies'), 'at least 35')
  t.equal(says('taken_us'), 'at least 12')
  t.equal(says('held_living_us'), '1')
  t.equal(says('held_bodies_us'), '4')
})

t.test('every source they cite was published by the day it was read, and says a day', async (t) => {
  for (const { sources } of published()) {
    for (const { id, published_on, retrieved_on } of sources) {
      t.ok(published_on !== null && retrieved_on !== null && published_on <= retrieved_on, id)
    }
  }
})

t.test('no source is stated and never cited', async (t) => {
  const releases = published()
  const cited = new Set(
    releases.flatMap(({ observations }) => observations.flatMap(({ claims }) => claims.map(({ source }) => source))),
  )
  const uncited = releases.flatMap(({ sources }) => sources.map(({ id }) => id)).filter((id) => !cited.has(id))
  t.strictSame(uncited, [])
})
