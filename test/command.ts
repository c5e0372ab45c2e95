import { existsSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { exactly, openPress, UsageError } from '../src/commands/command.ts'
import { readConfig } from '../src/config.ts'
import { bundledPress, noon } from './fixtures/press.ts'

const world = (path: string) => ({
  config: readConfig({ DATABASE_PATH: path }),
  out: () => {},
  err: () => {},
  now: () => noon,
  stopped: AbortSignal.abort(),
})

t.test('a press is opened on the database that is there, up to date and by the clock of the command', async (t) => {
  const { path } = await bundledPress(t)
  const press = openPress(world(path))
  t.teardown(press.close)
  t.equal(press.store.releases.newest()?.number, 2)
  t.equal(press.now(), noon)
})

t.test('a database is made only by a command that may', (t) => {
  const path = join(t.testdir(), 'figures.db')
  t.throws(() => openPress(world(path)), { message: new RegExp(`^There is no database at "${path}"\\.`) })
  t.notOk(existsSync(path))
  const press = openPress(world(path), { create: true })
  t.equal(press.store.releases.newest(), undefined)
  press.close()
  t.ok(existsSync(path))
  t.notOk(existsSync(`${path}-wal`))
  t.end()
})

t.test('a command gets exactly the arguments it names', (t) => {
  t.strictSame(exactly([]), [])
  t.strictSame(exactly(['desk'], 'NAME'), ['desk'])
  t.throws(() => exactly([], 'NAME'), new UsageError('NAME is missing.'))
  t.throws(() => exactly(['a'], 'NAME', 'FILE'), new UsageError('FILE is missing.'))
  t.throws(() => exactly(['a'], ...[]), new UsageError('"a" is one argument too many.'))
  t.throws(() => exactly(['a', 'b', 'c'], 'NAME'), new UsageError('"b" is one argument too many.'))
  t.end()
})
