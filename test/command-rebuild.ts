import { join } from 'node:path'
import t from 'tap'
import { publish } from '../src/publish.ts'
import { run } from './fixtures/command.ts'
import { contents } from './fixtures/contents.ts'
import { emptyPress } from './fixtures/press.ts'
import { smallHistory, smallPress } from './fixtures/small.ts'

t.test('it makes the derived tables again and says from how many releases', async (t) => {
  const { store, path } = await smallPress(t)
  const before = contents(store.db)
  store.db.$client.exec('DROP TRIGGER revisions_refuses_update')
  store.db.$client.exec('UPDATE revisions SET value = 99')
  t.equal((await run(path, ['verify'])).code, 1)
  t.strictSame(await run(path, ['rebuild']), {
    code: 0,
    out: ['The projection was made again from 5 releases.'],
    err: [],
  })
  t.strictSame(contents(store.db), before)
  t.equal((await run(path, ['verify'])).code, 0)
})

t.test('one release is one release, and none is none', async (t) => {
  const press = emptyPress(t, { path: join(t.testdir(), 'figures.db') })
  t.strictSame((await run(press.path, ['rebuild'])).out, ['The projection was made again from 0 releases.'])
  await publish(press, smallHistory[0], { by: 'desk' })
  t.strictSame((await run(press.path, ['rebuild'])).out, ['The projection was made again from 1 release.'])
})
