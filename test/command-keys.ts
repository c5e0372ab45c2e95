import t from 'tap'
import { createApp } from '../src/app.ts'
import { run } from './fixtures/command.ts'
import { contents } from './fixtures/contents.ts'
import { correction } from './fixtures/drafts.ts'
import { bundledPress, emptyPress } from './fixtures/press.ts'

const usage =
  'Usage: hostage-figures keys add NAME [--scope draft|publish] [--expires DATE] | keys list | keys revoke NAME | keys signing'
const later = () => new Date('2026-11-23T08:00:00Z')

t.test('add prints a key, alone, and with it one may publish over HTTP until it is revoked', async (t) => {
  const press = await bundledPress(t)
  const { code, out, err } = await run(press.path, ['keys', 'add', 'desk'])
  t.strictSame({ code, err, lines: out.length }, { code: 0, err: [], lines: 1 })
  t.match(out[0], /^hf_[A-Za-z0-9_-]{43}$/)
  const app = await createApp(press)
  t.teardown(() => app.close())
  const send = () =>
    app.inject({
      method: 'POST',
      url: '/v1/releases?dry_run=true',
      headers: { authorization: `Bearer ${out[0]}` },
      payload: correction(),
    })
  t.equal((await send()).statusCode, 200)
  t.strictSame(await run(press.path, ['keys', 'revoke', 'desk']), {
    code: 0,
    out: [],
    err: ['The key "desk" is revoked.'],
  })
  t.equal((await send()).statusCode, 401)
})

t.test('list shows names and instants, and no key', async (t) => {
  const { path, store } = emptyPress(t)
  t.strictSame(await run(path, ['keys', 'list']), { code: 0, out: [], err: [] })
  await run(path, ['keys', 'add', 'desk'])
  store.keys.touch({ name: 'desk', last_used_at: null }, new Date('2026-11-22T14:00:00Z'))
  const night = ['--scope', 'draft', '--expires', '2026-12-31']
  await run(path, ['keys', 'add', 'Night.shift_2-b', ...night], { now: later })
  await run(path, ['keys', 'revoke', 'desk'], { now: later })
  t.strictSame(await run(path, ['keys', 'list']), {
    code: 0,
    out: [
      'desk  publishes  added 2026-11-22T13:30:00.000Z  last used 2026-11-22T14:00:00.000Z  revoked 2026-11-23T08:00:00.000Z',
      'Night.shift_2-b  drafts  added 2026-11-23T08:00:00.000Z  expires after 2026-12-31  never used',
    ],
    err: [],
  })
})

t.test('a name is given away once', async (t) => {
  const { path } = emptyPress(t)
  await run(path, ['keys', 'add', 'desk'])
  await run(path, ['keys', 'revoke', 'desk'])
  for (const name of ['desk', 'cli', 'bundled']) {
    t.strictSame(await run(path, ['keys', 'add', name]), {
      code: 1,
      out: [],
      err: [`The name "${name}" is taken; a name is never given to a second key.`],
    })
  }
})

t.test('only a key in force can be revoked', async (t) => {
  const { path } = emptyPress(t)
  await run(path, ['keys', 'add', 'desk'])
  await run(path, ['keys', 'revoke', 'desk'])
  for (const name of ['desk', 'night']) {
    t.strictSame(await run(path, ['keys', 'revoke', name]), {
      code: 1,
      out: [],
      err: [`No key in force is named "${name}".`],
    })
  }
})

t.test('what it cannot do is told with its usage, and nothing is stored', async (t) => {
  const { store, path } = emptyPress(t)
  const before = contents(store.db)
  const long = 'a'.repeat(65)
  const mistakes: [string[], string][] = [
    [[], 'add, list, revoke or signing is missing.'],
    [['remove', 'desk'], '"remove" is not add, list, revoke or signing.'],
    [['constructor'], '"constructor" is not add, list, revoke or signing.'],
    [['add'], 'NAME is missing.'],
    [['add', 'desk', 'night'], '"night" is one argument too many.'],
    [['list', 'desk'], '"desk" is one argument too many.'],
    [['revoke'], 'NAME is missing.'],
    [['add', ''], '"" is not a name of 1 to 64 letters, digits, dots, - and _.'],
    [['add', 'the desk'], '"the desk" is not a name of 1 to 64 letters, digits, dots, - and _.'],
    [['add', '.desk'], '".desk" is not a name of 1 to 64 letters, digits, dots, - and _.'],
    [['add', `hf_${'a'.repeat(43)}`], 'The name looks like a key; a key is never an argument.'],
    [['add', 'desk', '--scope', 'read'], '--scope "read" is not one of draft, publish.'],
    [['add', 'desk', '--expires', '2026-02-30'], '--expires "2026-02-30" is not a date that exists (YYYY-MM-DD).'],
    [['add', 'desk', '--expires', '2026-11-21'], '--expires 2026-11-21 is past; today is 2026-11-22 (UTC).'],
    [['add', long], `"${long}" is not a name of 1 to 64 letters, digits, dots, - and _.`],
  ]
  for (const [args, mistake] of mistakes) {
    t.strictSame(await run(path, ['keys', ...args]), { code: 2, out: [], err: [mistake, usage] })
  }
  t.strictSame(contents(store.db), before)
  t.equal((await run(path, ['keys', 'add', 'a'.repeat(64)])).code, 0)
})

t.test('a key that is given as a name is not told again', async (t) => {
  const { path } = emptyPress(t)
  const [key = ''] = (await run(path, ['keys', 'add', 'desk'])).out
  for (const args of [['add', key], ['revoke', key], ['add', 'night', key], ['add', 'night', `--${key}`], [key]]) {
    const { code, out, err } = await run(path, ['keys', ...args])
    t.ok(code > 0)
    t.notMatch([...out, ...err].join('\n'), key.slice(3))
  }
})

t.test('today is a last day that a key may have', async (t) => {
  const { path, store } = emptyPress(t)
  const { out } = await run(path, ['keys', 'add', 'desk', '--expires', '2026-11-22'])
  t.equal(store.keys.inForce(out[0] as string, new Date('2026-11-22T20:00:00Z'))?.scope, 'publish')
})
