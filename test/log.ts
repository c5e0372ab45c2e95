import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import t, { type Test } from 'tap'
import type { Release } from '../src/domain/release.ts'
import { localLog } from '../src/log/local.ts'
import type { Log } from '../src/log/log.ts'
import { openDatabase } from '../src/store/database.ts'
import { contents } from './fixtures/contents.ts'
import { emptyPress, noon } from './fixtures/press.ts'
import { smallPress } from './fixtures/small.ts'

/** A log, the same log as another instance has it, and the clock of both. */
type Opened = { log: Log; elsewhere: Log; clock: { now: Date } }

const receipt = { published_by: 'desk', idempotency_key: 'monday', body_digest: 'abc', release: 1 }

async function all(log: Log, after = 0) {
  const releases = []
  for await (const stored of log.readAfter(after)) releases.push(stored)
  return releases
}

const numbers = async (log: Log, after = 0) => (await all(log, after)).map(({ number }) => number)

/** Resolves when the log wakes; a log may wait without keeping the process alive, so this does. */
function woken(log: Log): Promise<void> {
  return new Promise((resolve) => {
    const alive = setInterval(() => {}, 60_000)
    const stop = log.onMore(() => {
      clearInterval(alive)
      stop()
      resolve()
    })
  })
}

/** What every log has to keep. `open` makes a new, empty one for each claim; `releases` are five that follow each other. */
function contract(t: Test, open: (t: Test) => Opened, releases: Release[]) {
  const [first, second, third] = releases as [Release, Release, Release]

  t.test('releases are read as they were appended, in order, and from any number on', async (t) => {
    const { log, elsewhere } = open(t)
    t.strictSame(await all(log), [])
    for (const release of releases) t.equal(await log.append(release), 'appended')
    for (const reader of [log, elsewhere]) {
      const read = await all(reader)
      t.strictSame(
        read.map(({ canonical }) => JSON.parse(canonical.toString())),
        releases,
      )
      t.strictSame(
        read.slice(0, -1).map(({ digest }) => digest),
        releases.slice(1).map(({ previous_digest }) => previous_digest),
      )
      t.strictSame(await numbers(reader, 3), [4, 5])
      t.strictSame(await numbers(reader, 5), [])
    }
  })

  t.test('a number that is taken, or not yet due, is a conflict, and nothing of it is stored', async (t) => {
    const { log, elsewhere } = open(t)
    await log.append(first)
    const before = await all(log)
    for (const release of [{ ...first, note: 'Another first.' }, third]) {
      for (const other of [log, elsewhere]) t.equal(await other.append(release, { receipt }), 'conflict')
    }
    t.strictSame(await all(log), before)
    t.equal(await log.receipt('desk', 'monday'), undefined)
    t.equal(await elsewhere.append(second), 'appended')
  })

  t.test('of two that append the same number at the same time, one wins, and both read what it appended', async (t) => {
    const { log, elsewhere } = open(t)
    for (const release of releases) {
      const outcomes = await Promise.all([
        log.append(release),
        elsewhere.append({ ...release, note: 'The other one.' }),
        log.append({ ...release, note: 'A third one.' }),
      ])
      t.strictSame(outcomes.toSorted(), ['appended', 'conflict', 'conflict'])
    }
    t.strictSame(await numbers(log), [1, 2, 3, 4, 5])
    t.strictSame(await all(elsewhere), await all(log))
  })

  t.test('whoever wants to hear of more is woken by own releases and by those of others', async (t) => {
    const { log, elsewhere } = open(t)
    const [own, others] = [woken(log), woken(elsewhere)]
    await log.append(first)
    await Promise.all([own, others])
    t.strictSame(await numbers(elsewhere), [1], 'and then there is more to read')
    const again = woken(log)
    await elsewhere.append(second)
    await again
    t.strictSame(await numbers(log, 1), [2])
  })

  t.test('whoever has stopped listening is woken no more, and the others still are', async (t) => {
    const { log, elsewhere } = open(t)
    let calls = 0
    const stop = log.onMore(() => calls++)
    await log.append(first)
    t.equal(calls, 1)
    stop()
    stop()
    const other = woken(log)
    await elsewhere.append(second)
    await other
    await log.append(third)
    t.equal(calls, 1)
  })

  t.test('one that stops listening leaves the others listening', async (t) => {
    const { log, elsewhere } = open(t)
    const [one, other] = [woken(log), woken(log)]
    log.onMore(() => {})()
    await elsewhere.append(first)
    await Promise.all([one, other])
    t.strictSame(await numbers(log), [1])
  })

  t.test('a conflict wakes nobody', async (t) => {
    const { log } = open(t)
    await log.append(first)
    let calls = 0
    const stop = log.onMore(() => calls++)
    await log.append(first)
    t.equal(calls, 0)
    stop()
  })

  t.test('a receipt is kept with its release for 24 hours, for its publisher alone', async (t) => {
    const { log, elsewhere, clock } = open(t)
    await log.append(first, { receipt })
    for (const reader of [log, elsewhere]) t.match(await reader.receipt('desk', 'monday'), receipt)
    t.equal(await log.receipt('night', 'monday'), undefined)
    t.equal(await log.receipt('desk', 'tuesday'), undefined)
    clock.now = new Date('2026-11-23T13:30:00.000Z')
    t.match(await log.receipt('desk', 'monday'), receipt)
    clock.now = new Date('2026-11-23T13:30:00.001Z')
    t.equal(await log.receipt('desk', 'monday'), undefined)
  })

  for (const instant of ['2026-11-23T13:30:00.001Z', '2026-12-24T00:00:00.000Z']) {
    t.test(`a key whose receipt is forgotten at ${instant} can be used again`, async (t) => {
      const { log, clock } = open(t)
      await log.append(first, { receipt })
      clock.now = new Date(instant)
      t.equal(await log.append(second, { receipt: { ...receipt, body_digest: 'def', release: 2 } }), 'appended')
      t.match(await log.receipt('desk', 'monday'), { body_digest: 'def', release: 2 })
    })
  }
}

/** The log of one machine, and a second connection to the same file. */
function openLocal(t: Test) {
  const clock = { now: noon }
  const press = emptyPress(t, { now: () => clock.now })
  const { log: elsewhere } = emptyPress(t, { path: press.path, now: () => clock.now })
  return { ...press, elsewhere, clock }
}

const { store } = await smallPress(t)
const releases = (await all(localLog(store))).map(({ canonical }) => JSON.parse(canonical.toString()) as Release)

t.test('the log of one machine', (t) => {
  contract(t, openLocal, releases)
  t.end()
})

t.test('a conflict leaves every table as it was', async (t) => {
  const { log, store } = openLocal(t)
  await log.append(releases[0] as Release, { receipt })
  const before = contents(store.db)
  t.equal(
    await log.append({ ...releases[0], note: 'Another.' } as Release, {
      receipt: { ...receipt, idempotency_key: 'tuesday' },
    }),
    'conflict',
  )
  t.strictSame(contents(store.db), before)
})

t.test('a release and what came of its draft are stored together, or neither is', async (t) => {
  const { log, store } = openLocal(t)
  store.keys.add('intern', noon)
  const drafted = { drafted_by: 'intern', drafted_at: noon.toISOString(), note: 'A test.', body: {} }
  const [one, other, gone] = [store.drafts.add(drafted), store.drafts.add(drafted), store.drafts.add(drafted)]
  store.drafts.withdraw(gone)
  t.equal(await log.append(releases[0] as Release, { draft: one }), 'appended')
  t.equal(store.drafts.one(one)?.release, 1)
  const before = contents(store.db)
  t.equal(await log.append(releases[0] as Release, { draft: other }), 'conflict', 'the number is taken')
  for (const draft of [one, gone, 99])
    t.equal(await log.append(releases[1] as Release, { draft }), 'conflict', 'the draft waits no more')
  t.strictSame(contents(store.db), before)
})

t.test('unless it is told another time, the log goes by the clock of the machine', async (t) => {
  const { store } = emptyPress(t)
  const before = new Date().toISOString()
  await localLog(store).append(releases[0] as Release, { receipt })
  const created = store.db.$client.prepare('SELECT created_at FROM receipts').pluck().get() as string
  t.ok(before <= created && created <= new Date().toISOString())
})

t.test('while another writer holds the file an append is refused, and stores nothing', async (t) => {
  const { log, store, path } = openLocal(t)
  const before = contents(store.db)
  const writer = openDatabase(path).$client
  t.teardown(() => writer.close())
  writer.exec('BEGIN IMMEDIATE')
  store.db.$client.pragma('busy_timeout = 0')
  await t.rejects(log.append(releases[0] as Release, { receipt }), { code: 'SQLITE_BUSY' })
  writer.exec('ROLLBACK')
  t.strictSame(contents(store.db), before)
  t.equal(await log.append(releases[0] as Release, { receipt }), 'appended')
})

t.test('threads that publish into one file at the same time never publish one number twice', async (t) => {
  const path = join(t.testdir(), 'figures.db')
  const press = emptyPress(t, { path })
  const program = `
    import { parentPort, workerData } from 'node:worker_threads'
    const { path, releases, root, gate, name } = workerData
    const { openDatabase } = await import(root + 'store/database.ts')
    const { openStore } = await import(root + 'store/store.ts')
    const { localLog } = await import(root + 'log/local.ts')
    const db = openDatabase(path)
    const log = localLog(openStore(db))
    const arrived = new Int32Array(gate)
    const outcomes = []
    for (const [index, release] of releases.entries()) {
      const due = 2 * (index + 1)
      if (Atomics.add(arrived, 0, 1) + 1 === due) Atomics.notify(arrived, 0)
      else for (let seen = 0; (seen = Atomics.load(arrived, 0)) < due; ) Atomics.wait(arrived, 0, seen)
      outcomes.push(await log.append({ ...release, note: name }))
    }
    db.$client.close()
    parentPort.postMessage(outcomes)`
  const root = new URL('../src/', import.meta.url).href
  const gate = new SharedArrayBuffer(4)
  const outcomes = await Promise.all(
    ['one', 'other'].map((name) => {
      const options = { workerData: { path, releases, root, gate, name }, execArgv: [], env: {} }
      const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(program)}`), options)
      return new Promise<string[]>((resolve, reject) => worker.on('message', resolve).on('error', reject))
    }),
  )
  releases.forEach((_, index) => {
    t.strictSame(outcomes.map((each) => each[index]).toSorted(), ['appended', 'conflict'], `release ${index + 1}`)
  })
  t.equal(press.store.releases.newest()?.number, 5)
})
