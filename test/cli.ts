import { existsSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import manifest from '../package.json' with { type: 'json' }
import { start, startServing } from './fixtures/process.ts'

t.test('a command that does its work ends with 0, and writes to standard output', async (t) => {
  t.strictSame(await start(t, ['--version']).ended, { code: 0, signal: null, out: `${manifest.version}\n`, err: '' })
  const path = join(t.testdir(), 'figures.db')
  const { ended } = start(t, ['migrate'], { environment: { DATABASE_PATH: path } })
  t.strictSame(await ended, {
    code: 0,
    signal: null,
    out: `${path} is up to date; it holds no release yet.\n`,
    err: '',
  })
  t.ok(existsSync(path), 'it reads its configuration from the environment')
})

t.test('a command that fails ends with 1, one called wrongly with 2, and both write to standard error', async (t) => {
  const path = join(t.testdir(), 'figures.db')
  const environment = { DATABASE_PATH: path }
  const [failed, wrong] = await Promise.all([
    start(t, ['verify'], { environment }).ended,
    start(t, ['verify', 'twice'], { environment }).ended,
  ])
  t.strictSame(failed, {
    code: 1,
    signal: null,
    out: '',
    err: `There is no database at "${path}". "serve" makes one with the bundled releases, "migrate" an empty one.\n`,
  })
  t.strictSame(wrong, {
    code: 2,
    signal: null,
    out: '',
    err: '"twice" is one argument too many.\nUsage: hostage-figures verify [--checkpoint FILE --key VKEY]\n',
  })
  t.notOk(existsSync(path))
})

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  t.test(`${signal} ends the service in order, with 0`, async (t) => {
    const path = join(t.testdir(), 'figures.db')
    const { child, ended } = await startServing(t, path)
    t.ok(existsSync(`${path}-wal`), 'the database is open')
    child.kill(signal)
    t.match(await ended, { code: 0, signal: null, err: '' })
    t.notOk(existsSync(`${path}-wal`), 'the database was closed')
  })
}
