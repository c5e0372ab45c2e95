import { existsSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { run } from './fixtures/command.ts'
import { contents, tablesOf } from './fixtures/contents.ts'
import { bundledPress, emptyPress } from './fixtures/press.ts'

t.test('it makes an empty database where there is none, and leaves it as it is the next time', async (t) => {
  const path = join(t.testdir(), 'figures.db')
  const answer = { code: 0, out: [`${path} is up to date; it holds no release yet.`], err: [] }
  t.strictSame(await run(path, ['migrate']), answer)
  t.notOk(existsSync(`${path}-wal`), 'the database was closed')
  const { store } = emptyPress(t, { path })
  t.equal(tablesOf(store.db).length, 11)
  t.ok(Object.values(contents(store.db)).every((rows) => rows.length === 0))
  t.strictSame(await run(path, ['migrate']), answer)
})

t.test('it touches nothing of what is there', async (t) => {
  const { store, path } = await bundledPress(t)
  const before = contents(store.db)
  t.strictSame(await run(path, ['migrate']), {
    code: 0,
    out: [`${path} is up to date; its newest release is 2.`],
    err: [],
  })
  t.strictSame(contents(store.db), before)
})
