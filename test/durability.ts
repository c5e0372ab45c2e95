// What was acknowledged is there, whatever becomes of the process: killed at any instant while it publishes, makes its
// tables, loads its first releases or brings an older database up to date. KILLS=200 tries that often; KILLS_SEED says at
// which instants.

import { copyFileSync, existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import t, { type Test } from 'tap'
import { drafts } from '../bench/drafts.ts'
import { publish } from '../src/publish.ts'
import { run } from './fixtures/command.ts'
import { addition } from './fixtures/drafts.ts'
import { bundle, launch, serving } from './fixtures/killing.ts'
import { numbers } from './fixtures/mutants.ts'
import { entries, makeOlder } from './fixtures/older.ts'
import { emptyPress } from './fixtures/press.ts'

const kills = Number(process.env.KILLS ?? 3)
const random = numbers(Number(process.env.KILLS_SEED ?? 7))
const pick = (limit: number) => (random.next().value as (limit: number) => number)(limit)

const { folder, file } = await bundle(t)

/** What a published release is answered with. */
type Told = { number: number; digest: string }

/** The draft of a past day, another for every number: of days to come there are too few. */
const draftOf = (number: number) => {
  const reference_date = new Date(Date.UTC(1900, 0, number)).toISOString().slice(0, 10)
  return { ...addition({ reference_date, change_type: 'backfilled' }), note: `Day ${number}.` }
}

/** Claims that everything in the file is as it was published; answers the number of the newest release. */
async function verified(t: Test, path: string): Promise<number> {
  const { code, out, err } = await run(path, ['verify'])
  t.strictSame([code, err], [0, []], 'it verifies')
  return Number(/^Releases 1 to (\d+) /.exec(out[0] ?? '')?.[1])
}

/** Starts a command, and waits until it works on its file: what comes before says nothing of the file. */
async function working(t: Test, path: string, args = ['serve']) {
  const child = launch(t, [file, ...args], { DATABASE_PATH: path, PORT: '0' })
  const closed = new Promise((resolve) => child.once('close', resolve))
  while (!existsSync(`${path}-wal`) && child.exitCode === null) await setTimeout(1)
  return { child, closed }
}

t.test(
  `killed ${kills} times while it publishes, the service keeps all it acknowledged and at most one more`,
  async (t) => {
    const path = join(folder, 'publishing.db')
    const acknowledged = new Map<number, string>()
    let [newest, unanswered] = [2, 0]
    await run(path, ['migrate'])
    const [key] = (await run(path, ['keys', 'add', 'desk'])).out
    for (let round = 0; round < kills; round++) {
      const { child, address, ended } = await serving(t, { file, path })
      const there = (await (await fetch(`${address}/v1/releases/latest`)).json()) as Told
      t.equal(there.number, newest, 'it starts with what was there after the kill')
      for (const [number, digest] of [...acknowledged].slice(-20))
        t.match(await (await fetch(`${address}/v1/releases/${number}`)).json(), { digest })
      let alive = true
      // The first time it is left alone until it has acknowledged something, however slow the machine.
      const begun = Promise.withResolvers<void>()
      if (acknowledged.size > 0) begun.resolve()
      const killed = begun.promise
        .then(() => setTimeout(5 + pick(200)))
        .then(() => {
          alive = false
          child.kill('SIGKILL')
        })
      while (alive) {
        const answer = await fetch(`${address}/v1/releases`, {
          method: 'POST',
          headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
          body: JSON.stringify(draftOf(newest)),
        })
          .then(async (answer) => ({ status: answer.status, body: (await answer.json()) as Told }))
          .catch(() => undefined)
        if (answer === undefined) break
        if (answer.status !== 201) t.fail(`${answer.status}: ${JSON.stringify(answer.body)}`)
        acknowledged.set(answer.body.number, answer.body.digest)
        newest = answer.body.number
        begun.resolve()
      }
      begun.resolve()
      await killed
      await ended
      const kept = await verified(t, path)
      t.ok(kept === newest || kept === newest + 1, `${newest} acknowledged, ${kept} there`)
      unanswered += kept - newest
      newest = kept
    }
    t.ok(acknowledged.size > 0)
    t.comment(
      `${kills} kills, ${acknowledged.size} releases acknowledged, none lost; ${unanswered} were there unanswered`,
    )
  },
)

t.test(
  `killed ${kills} times while it publishes files, the command keeps all it named and at most one more`,
  async (t) => {
    const path = join(folder, 'files.db')
    await run(path, ['serve'], { environment: { PORT: '0', LOG_LEVEL: 'silent' }, stopped: AbortSignal.abort() })
    let [newest, named, work] = [2, 0, Number.POSITIVE_INFINITY]
    const cut = { nothing: 0, all: 0 }
    for (let round = 0; round <= kills; round++) {
      const files = Array.from({ length: 20 }, (_, index) => {
        const name = join(folder, `${index}.json`)
        writeFileSync(name, JSON.stringify(draftOf(newest + index)))
        return name
      })
      const { child, closed } = await working(t, path, ['publish', ...files])
      const began = performance.now()
      let said = ''
      child.stdout?.on('data', (chunk) => {
        said += chunk
      })
      // The first is left alone, to know how long it takes.
      if (round > 0) setTimeout(pick(Math.ceil(work))).then(() => child.kill('SIGKILL'))
      await closed
      if (round === 0) work = performance.now() - began
      const told = Math.max(newest, ...[...said.matchAll(/ is release (\d+):/g)].map(([, number]) => Number(number)))
      const kept = await verified(t, path)
      // A line may be lost on its way out of a process that is killed; a release that was named may not.
      t.ok(kept >= told && [newest, newest + files.length].includes(kept), `${told} named, ${kept} there`)
      if (round > 0) cut[kept === newest ? 'nothing' : 'all'] += 1
      named += told - newest
      newest = kept
    }
    t.comment(`${kills} kills, ${named} releases named, none lost; stored at the kill: ${JSON.stringify(cut)}`)
  },
)

/** How long a start works on its file until it answers, in milliseconds. */
async function workOf(t: Test, path: string): Promise<number> {
  const { child, closed } = await working(t, path)
  const began = performance.now()
  for await (const chunk of child.stdout as Readable) if (String(chunk).includes(' serves release ')) break
  const took = performance.now() - began
  child.kill('SIGKILL')
  await closed
  return took
}

/** What is tried: the file, what is put there before each start, and what is asked of it after the kill. */
type Start = { path: string; prepare: () => void; question: string }

/** Starts the service and kills it at any instant of its work; answers what was there then, and how it started again. */
async function* killedStarts(t: Test, { path, prepare, question }: Start) {
  const anew = () => {
    for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true })
    prepare()
  }
  anew()
  const work = await workOf(t, path)
  for (let round = 0; round < kills; round++) {
    anew()
    const { child, closed } = await working(t, path)
    await setTimeout(pick(Math.ceil(work)))
    child.kill('SIGKILL')
    await closed
    const there = ask(path, question)
    const again = await serving(t, { file, path })
    yield { there, again }
    again.child.kill('SIGKILL')
    await again.ended
  }
}

/** The number that a query answers; 0 before there is a table to ask. */
function ask(path: string, query: string): number {
  const sqlite = new Sqlite(path)
  try {
    return sqlite.prepare(query).pluck().get() as number
  } catch {
    return 0
  } finally {
    sqlite.close()
  }
}

t.test(
  `killed ${kills} times while it makes its tables and loads its first releases, it starts again by itself`,
  async (t) => {
    const path = join(folder, 'first.db')
    const before = { nothing: 0, all: 0 }
    const question = 'SELECT count(*) FROM releases'
    for await (const { there, again } of killedStarts(t, { path, prepare: () => {}, question })) {
      t.ok(there === 0 || there === 2, `${there} releases were there`)
      before[there === 0 ? 'nothing' : 'all'] += 1
      t.match(await (await fetch(`${again.address}/health/ready`)).json(), { ready: true, release: 2 })
      t.equal(await verified(t, path), 2)
    }
    t.comment(`${kills} kills: ${JSON.stringify(before)}`)
  },
)

/** Makes a database with the tables of the first version, and a history in them; answers its newest release. */
async function olderDatabase(t: Test, path: string): Promise<number> {
  const present = emptyPress(t, { path: join(folder, 'present.db') })
  for (const draft of drafts({ revisions: 8_000, figures: 10, perRelease: 1_000 }))
    await publish(present, draft, { by: 'desk' })
  present.store.keys.add('desk', new Date())
  makeOlder(path, { present: join(folder, 'present.db'), versions: 1 })
  return present.log.head()?.number ?? 0
}

t.test(
  `killed ${kills} times while it brings the tables of an older version up to date, it has done all of it or nothing`,
  async (t) => {
    const [path, older] = [join(folder, 'migrating.db'), join(folder, 'older.db')]
    const newest = await olderDatabase(t, older)
    const all = entries.length
    const before = { older: 0, upToDate: 0 }
    const question = 'SELECT count(*) FROM __drizzle_migrations'
    for await (const { there, again } of killedStarts(t, {
      path,
      prepare: () => copyFileSync(older, path),
      question,
    })) {
      t.ok(there === 1 || there === all, `${there} of ${all} migrations were made`)
      before[there === 1 ? 'older' : 'upToDate'] += 1
      t.equal(ask(path, question), all)
      t.match(await (await fetch(`${again.address}/health/ready`)).json(), { ready: true, release: newest })
      t.equal(await verified(t, path), newest)
      t.match((await run(path, ['keys', 'list'])).out, [/^desk {2}publishes/])
    }
    t.comment(`${kills} kills: ${JSON.stringify(before)}`)
  },
)
