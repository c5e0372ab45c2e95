import { existsSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import { publish } from '../src/publish.ts'
import { run } from './fixtures/command.ts'
import { contents } from './fixtures/contents.ts'
import { correction } from './fixtures/drafts.ts'
import { emptyPress } from './fixtures/press.ts'
import { startServing, unhooked } from './fixtures/process.ts'
import { smallHistory } from './fixtures/small.ts'

/** A service that says nothing, on a port that is free, asked to stop before it starts: it still does everything once. */
const briefly = {
  environment: { PORT: '0', LOG_LEVEL: 'silent' },
  stopped: AbortSignal.abort(),
}

t.test('it makes the database, loads the bundled releases, says where it listens, and answers there', async (t) => {
  const path = join(t.testdir(), 'figures.db')
  const { child, ended, address, log } = await startServing(t, path, unhooked)
  t.strictSame(
    log.map(({ level, msg }) => ({ level, msg })),
    [
      { level: 30, msg: `Loaded 2 bundled releases into ${path}.` },
      { level: 30, msg: `Listening at ${address}.` },
      {
        level: 30,
        msg: `hostage-figures 1.0.0 serves release 2, figures up to 2025-03-05, from ${path} at ${address}/v1/figures.`,
      },
    ],
  )
  t.match(address, /^http:\/\/127\.0\.0\.1:[1-9]\d*$/)
  const answer = await fetch(`${address}/v1/figures/held_living`)
  t.equal(answer.status, 200)
  t.match(await answer.json(), { as_of: { release: 2 }, figure: { display: 'about 24', reference_date: '2025-03-05' } })
  const file = join(t.testdirName, 'correction.json')
  writeFileSync(file, JSON.stringify(correction()))
  t.equal((await run(path, ['publish', file])).code, 0)
  const read = async () =>
    (await (await fetch(`${address}/v1/figures/held_living`)).json()) as { as_of: { release: number } }
  for (let tries = 0; tries < 100 && (await read()).as_of.release === 2; tries++) await wait(20)
  t.match(await read(), { as_of: { release: 3 }, figure: { display: '23' } }, 'what others publish is served too')
  child.kill('SIGTERM')
  t.match(await ended, { code: 0, err: '' })
  await t.rejects(fetch(`${address}/health/live`), 'and answers no more')
})

t.test('two that start at once on a database that is not there both serve, and it is filled once', async (t) => {
  const path = join(t.testdir(), 'figures.db')
  const services = await Promise.all([startServing(t, path, unhooked), startServing(t, path, unhooked)])
  for (const { address } of services) {
    t.match(await (await fetch(`${address}/health/ready`)).json(), { ready: true, release: 2 })
  }
  for (const { child, ended } of services) {
    child.kill('SIGTERM')
    t.match(await ended, { code: 0, err: '' })
  }
})

t.test('started again it finds what it left, and loads nothing', async (t) => {
  const path = join(t.testdir(), 'figures.db')
  t.strictSame(await run(path, ['serve'], briefly), { code: 0, out: [], err: [] })
  t.notOk(existsSync(`${path}-wal`), 'the database was closed')
  const { store } = emptyPress(t, { path })
  const before = contents(store.db)
  t.equal(before.releases?.length, 2)
  t.strictSame(await run(path, ['serve'], briefly), { code: 0, out: [], err: [] })
  t.strictSame(contents(store.db), before)
})

t.test('it never loads the bundled releases after others, be they without a number', async (t) => {
  const press = emptyPress(t)
  const { figures, note } = smallHistory[0] as { figures: object[]; note: string }
  await publish(press, { note, figures }, { by: 'desk' })
  const before = contents(press.store.db)
  const { child, ended, address, log } = await startServing(t, press.path, unhooked)
  t.strictSame(
    log.map(({ msg }) => msg),
    [
      `Listening at ${address}.`,
      `hostage-figures 1.0.0 serves release 1, figures up to no day, from ${press.path} at ${address}/v1/figures.`,
    ],
  )
  child.kill('SIGTERM')
  t.match(await ended, { code: 0, err: '' })
  t.strictSame(contents(press.store.db), before)
})

t.test('a port that is taken is named, and the database is closed again', async (t) => {
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  t.teardown(() => taken.close())
  const { port } = taken.address() as AddressInfo
  const path = join(t.testdir(), 'figures.db')
  const environment = { PORT: String(port), LOG_LEVEL: 'silent' }
  t.strictSame(await run(path, ['serve'], { ...briefly, environment }), {
    code: 1,
    out: [],
    err: [`The service cannot listen at 127.0.0.1:${port}: address already in use. Set HOST or PORT to another.`],
  })
  t.notOk(existsSync(`${path}-wal`))
})

t.test('it takes no arguments', async (t) => {
  const path = join(t.testdir(), 'figures.db')
  t.strictSame(await run(path, ['serve', '3000'], briefly), {
    code: 2,
    out: [],
    err: ['"3000" is one argument too many.', 'Usage: hostage-figures serve'],
  })
  t.notOk(existsSync(path))
})
