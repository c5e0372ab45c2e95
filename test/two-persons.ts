// Where two persons are required, nobody publishes what nobody else has seen.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { run } from './fixtures/command.ts'
import { contents } from './fixtures/contents.ts'
import { addition, correction } from './fixtures/drafts.ts'
import { newsroom } from './fixtures/newsroom.ts'
import { bundledPress } from './fixtures/press.ts'
import { contentDigest } from './fixtures/service.ts'

t.test('a key for drafts publishes nothing, whether two persons are required or not', async (t) => {
  for (const twoPersons of [false, true]) {
    await t.test(`${twoPersons}`, async (t) => {
      const { intern, press } = await newsroom(t, { twoPersons })
      await intern('POST', '/v1/drafts', correction())
      const before = contentDigest(press)
      for (const [url, payload] of [
        ['/v1/releases', addition()],
        ['/v1/releases?dry_run=false', addition()],
        ['/v1/drafts/1/publish', undefined],
        ['/v1/drafts/99/publish', undefined],
      ] as const) {
        const { status, body } = await intern('POST', url, payload)
        t.equal(status, 403)
        t.match(body, { type: '/problems/forbidden' })
        t.equal(body.detail, 'The key "intern" may store drafts; publishing needs another.')
      }
      t.equal(contentDigest(press), before)
      t.equal((await intern('POST', '/v1/releases?dry_run=true', addition())).status, 200, 'it may look')
    })
  }
})

t.test('nobody publishes at once, and is told what to do instead', async (t) => {
  const { desk, press } = await newsroom(t, { twoPersons: true })
  const before = contentDigest(press)
  const { status, body } = await desk('POST', '/v1/releases', correction())
  t.equal(status, 403)
  t.equal(
    body.detail,
    'Publishing takes two persons here: send the draft to POST /v1/drafts; the holder of another key publishes it at POST /v1/drafts/{id}/publish.',
  )
  t.equal(contentDigest(press), before)
  t.match((await desk('POST', '/v1/releases?dry_run=true', correction())).body, { would_be: 3 })
})

t.test('nobody publishes their own draft; the holder of another key does', async (t) => {
  const { desk, night } = await newsroom(t, { twoPersons: true })
  await desk('POST', '/v1/drafts', correction())
  const { status, body } = await desk('POST', '/v1/drafts/1/publish')
  t.strictSame([status, body.detail], [403, 'The key "desk" stored draft 1; the holder of another key publishes it.'])
  t.match(await night('POST', '/v1/drafts/1/publish'), { status: 201, body: { published_by: 'night' } })
  t.match((await desk('GET', '/v1/drafts/1')).body, { drafted_by: 'desk', release: 3 })
})

t.test('without the rule whoever may publish may publish their own draft', async (t) => {
  const { desk } = await newsroom(t)
  await desk('POST', '/v1/drafts', correction())
  t.equal((await desk('POST', '/v1/drafts/1/publish')).status, 201)
})

t.test('the command line publishes nothing either, and still shows what would change', async (t) => {
  const { store, path } = await bundledPress(t)
  const before = contents(store.db)
  const file = join(t.testdirName, 'next.json')
  writeFileSync(file, JSON.stringify(correction()))
  const environment = { REQUIRE_TWO_PERSONS: 'true' }
  t.strictSame(await run(path, ['publish', file], { environment }), {
    code: 1,
    out: [],
    err: [
      'Publishing takes two persons here (REQUIRE_TWO_PERSONS): send the draft to POST /v1/drafts; --dry-run shows what it would change.',
    ],
  })
  t.equal((await run(path, ['publish', file, '--dry-run'], { environment })).code, 0)
  t.strictSame(contents(store.db), before)
})
