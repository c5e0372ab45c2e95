// What was acknowledged is there, whatever becomes of the process: killed at any instant while it publishes, makes its
// tables or loads its first releases. KILLS=200 tries that often; KILLS_SEED says at which instants.

import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { run } from './fixtures/command.ts'
import { addition } from './fixtures/drafts.ts'
import { bundle, launch, serving } from './fixtures/killing.ts'
import { numbers } from './fixtures/mutants.ts'

const kills = Number(process.env.KILLS ?? 3)
const random = numbers(Number(process.env.KILLS_SEED ?? 7))
const pick = (limit: number) => (random.next().value as (limit: number) => number)(limit)

const { folder, file } = await bundle(t)

/** What a published release is answered with. */
type Told = { number: number; digest: string }

/** The draft of a new day, another for every number. */
const draftOf = (number: number) => {
  const reference_date = new Date(Date.UTC(2025, 2, 10 + number)).toISOString().slice(0, 10)
  return { ...addition({ reference_date }), note: `Day ${number}.` }
}

/** Claims that everything in the file is as it was published; answers the number of the newest release. */
async function verified(t: Test, path: string): Promise<number> {
  const { code, out, err } = await run(path, ['verify'])
  t.strictSame([code, err], [0, []], 'it verifies')
  return Number(/^Releases 1 to (\d+) /.exec(out[0] ?? '')?.[1])
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
      const last = Math.max(2, ...acknowledged.keys())
      t.ok(there.number === last || there.number === last + 1, `${last} acknowledged, ${there.number} there`)
      if (there.number > last) unanswered += 1
      for (const [number, digest] of [...acknowledged].slice(-20))
        t.match(await (await fetch(`${address}/v1/releases/${number}`)).json(), { digest })
      newest = there.number
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
      t.ok(kept === newest || kept === newest + 1)
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
    let [newest, named] = [2, 0]
    for (let round = 0; round < kills; round++) {
      const files = Array.from({ length: 20 }, (_, index) => {
        const name = join(folder, `${index}.json`)
        writeFileSync(name, JSON.stringify(draftOf(newest + index)))
        return name
      })
      const child = launch(t, [file, 'publish', ...files], { DATABASE_PATH: path })
      let said = ''
      child.stdout?.on('data', (chunk) => {
        said += chunk
        // The first answer shows that it has begun; it is killed soon after.
        if (child.killed === false) setTimeout(pick(60)).then(() => child.kill('SIGKILL'))
      })
      await new Promise((resolve) => child.once('close', resolve))
      const told = Math.max(newest, ...[...said.matchAll(/ is release (\d+):/g)].map(([, number]) => Number(number)))
      const kept = await verified(t, path)
      // A line may be lost on its way out of a process that is killed; a release that was named may not.
      t.ok(kept >= told && kept <= newest + 20, `${told} named, ${kept} there`)
      named += told - newest
      newest = kept
    }
    t.comment(`${kills} kills, ${named} releases named, none lost`)
  },
)

t.test(
  `killed ${kills} times while it makes its tables and loads its first releases, it starts again by itself`,
  async (t) => {
    const path = join(folder, 'first.db')
    const states = { empty: 0, loaded: 0 }
    for (let round = 0; round < kills; round++) {
      for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true })
      const child = launch(t, [file, 'serve'], { DATABASE_PATH: path, PORT: '0' })
      const closed = new Promise((resolve) => child.once('close', resolve))
      // Starting takes longer than working on the file, so the instant is counted from when there is one.
      while (!existsSync(path) && child.exitCode === null) await setTimeout(1)
      await setTimeout(pick(400))
      child.kill('SIGKILL')
      await closed
      const again = await serving(t, { file, path })
      const loaded = again.log.some((line) => line.includes('Loaded 2 bundled releases'))
      states[loaded ? 'empty' : 'loaded'] += 1
      t.match(await (await fetch(`${again.address}/health/ready`)).json(), { ready: true, release: 2 })
      t.equal(await verified(t, path), 2)
      again.child.kill('SIGKILL')
      await again.ended
    }
    t.comment(`${kills} kills: ${JSON.stringify(states)}`)
  },
)
