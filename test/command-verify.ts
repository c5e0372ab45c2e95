import { join } from 'node:path'
import t from 'tap'
import { run } from './fixtures/command.ts'
import { bundledPress } from './fixtures/press.ts'

t.test('a history that is as it was published is said to be, with the digest to compare', async (t) => {
  const { path } = await bundledPress(t)
  t.strictSame(await run(path, ['verify']), {
    code: 0,
    out: [
      'Releases 1 to 2 are as they were published; the newest digest is bc3e5e285487a2213d910a16dff1fb2e45e77d5659f5708eaeb70459c2709ba6.',
    ],
    err: [],
  })
})

t.test('without a release there is nothing to verify', async (t) => {
  const path = join(t.testdir(), 'figures.db')
  await run(path, ['migrate'])
  t.strictSame(await run(path, ['verify']), { code: 0, out: ['There is no release to verify.'], err: [] })
})

t.test('a history that was altered fails, and the first bad release is named', async (t) => {
  const { store, path } = await bundledPress(t)
  store.db.$client.exec('DROP TRIGGER revisions_refuses_update')
  store.db.$client.exec("UPDATE revisions SET value = 25 WHERE figure = 'held_living' AND release = 2")
  const { code, out, err } = await run(path, ['verify'])
  t.equal(code, 1)
  t.strictSame(out, [])
  t.equal(err.length, 1)
  t.match(err[0], /^Release 2 has a row in table revisions that is missing or altered: \[2000038,"held_living",.*\]\.$/)
})
