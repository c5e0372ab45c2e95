// Hours of work in seconds: readers of any release, publishers, listeners and kills at once, each answer held against a
// plain reading of what was published, then a calm in which nothing may grow. SOAK_SECONDS sets how long; npm run test:long
// takes half an hour.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import { drafts, figureId } from '../bench/drafts.ts'
import { run } from './fixtures/command.ts'
import { bundle, type Serving, serving } from './fixtures/killing.ts'
import { numbers } from './fixtures/mutants.ts'

const seconds = Number(process.env.SOAK_SECONDS ?? 8)
const seed = Number(process.env.SOAK_SEED ?? Date.now() % 2 ** 31)
const READERS = 4
const LISTENERS = 10
const FIGURES = 6
/** The releases that are there before: the bundled ones. */
const BEFORE = 2

type Said = {
  figure: string
  reference_date: string
  change_type: string
  claims?: [{ value: number; qualifier: string }]
}
type Draft = { observations: Said[] }
type Point = { reference_date: string; value: number; qualifier: string }

/** What was sent, release by release, and what it says of a figure as of one of them: found by reading all of it. */
function plainModel() {
  const sent: Draft[] = []
  return {
    add: (draft: Draft) => sent.push(draft),
    newest: () => BEFORE + sent.length,
    series(figure: string, release: number): Point[] {
      const days = new Map<string, Point | null>()
      for (const { observations } of sent.slice(0, release - BEFORE))
        for (const { reference_date, change_type, claims, ...said } of observations)
          if (said.figure === figure) {
            const [claim] = claims ?? []
            const point = claim && { reference_date, value: claim.value, qualifier: claim.qualifier }
            days.set(reference_date, change_type === 'retracted' ? null : (point as Point))
          }
      return [...days.values()]
        .filter((point) => point !== null)
        .sort((one, other) => (one.reference_date < other.reference_date ? -1 : 1))
    },
  }
}

const point = ({ reference_date, value, qualifier }: Point) => ({ reference_date, value, qualifier })
const nothing = { reference_date: null, value: null, qualifier: null }
const middle = (values: number[]) => values.toSorted((one, other) => one - other)[values.length >> 1] as number

t.test(
  `${seconds} seconds of reads, publishes, listeners and kills: no wrong answer, nothing grows`,
  { timeout: (seconds + 120) * 1000 },
  async (t) => {
    const { folder, file } = await bundle(t)
    const path = join(folder, 'figures.db')
    t.comment(`SOAK_SEED=${seed}`)
    const pick = numbers(seed).next().value as (limit: number) => number
    // With room for twice what it needs: garbage is collected soon, and what is never given back ends the process.
    const environment = { READ_LIMIT: '0', CACHE_BYTES: '8000000', NODE_OPTIONS: '--max-old-space-size=64' }
    const start = () => serving(t, { file, path, environment })
    let service: Serving = await start()
    let up = Promise.resolve()
    const [key] = (await run(path, ['keys', 'add', 'desk'])).out
    const model = plainModel()
    const [began, ends] = [performance.now(), performance.now() + seconds * 1000]
    const calm = began + (seconds * 1000) / 3
    const busy = () => performance.now() < ends
    let [acknowledged, reads, kills, heard] = [BEFORE, 0, 0, 0]
    const kept = new Map<string, string>()

    /** Asks until there is an answer: a service that was killed is there again soon. */
    async function ask(url: string, init: RequestInit = {}): Promise<{ status: number; body: string }> {
      for (;;) {
        await up
        try {
          const answer = await fetch(service.address + url, init)
          return { status: answer.status, body: await answer.text() }
        } catch {
          await wait(5)
        }
      }
    }

    async function publish() {
      for (const draft of drafts({ revisions: 1e9, figures: FIGURES, perRelease: 4 }) as Iterable<Draft>) {
        if (!busy()) return
        model.add(draft)
        const { status, body } = await ask('/v1/releases', {
          method: 'POST',
          headers: {
            authorization: `Bearer ${key}`,
            'content-type': 'application/json',
            'idempotency-key': `soak-${model.newest()}`,
          },
          body: JSON.stringify(draft),
        })
        assert.ok(status === 201 || status === 200, `${status} ${body}`)
        assert.equal(JSON.parse(body).number, model.newest(), 'each draft is published once, however often it was sent')
        acknowledged = model.newest()
        await wait(20 + pick(Math.min(1000, seconds * 10)))
      }
    }

    async function read() {
      while (busy()) {
        await wait(pick(20))
        if (acknowledged === BEFORE) continue
        const figure = figureId(pick(FIGURES))
        const asked = BEFORE + 1 + pick(acknowledged - BEFORE)
        const pinned = `/v1/figures/${figure}/history?as_of=${asked}&limit=1000`
        const old = await ask(pinned)
        if (old.status === 404) assert.deepEqual(model.series(figure, asked), [])
        else {
          const series = model.series(figure, asked).slice(0, 1000)
          assert.deepEqual(JSON.parse(old.body).observations.map(point), series, pinned)
          const digest = createHash('sha256').update(old.body).digest('hex')
          assert.equal(kept.get(pinned) ?? digest, digest, `${pinned} answers the same bytes as before`)
          kept.set(pinned, digest)
        }
        const least = acknowledged
        const current = await ask(`/v1/figures/${figure}`)
        const { as_of, figure: told } = JSON.parse(current.body)
        assert.ok(as_of.release >= least, `release ${least} was acknowledged, ${as_of.release} is told`)
        const known = model.series(figure, as_of.release).at(-1) ?? nothing
        assert.deepEqual(point(told), known, `${figure} of ${as_of.release}`)
        reads += 2
      }
    }

    async function listen() {
      let last = BEFORE
      while (busy()) {
        await up
        const until = AbortSignal.timeout(Math.max(1, Math.ceil(ends - performance.now())))
        const headers = { accept: 'text/event-stream', 'last-event-id': String(last) }
        try {
          const { body } = await fetch(`${service.address}/v1/changes`, { headers, signal: until })
          let text = ''
          for await (const chunk of (body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream())) {
            text += chunk
            const blocks = text.split('\n\n')
            text = blocks.pop() as string
            for (const block of blocks) {
              const id = Number(/^id: (\d+)$/m.exec(block)?.[1])
              if (Number.isNaN(id)) continue
              if (id !== last + 1) return assert.fail(`after ${last} came ${id}`)
              last = id
              heard += 1
            }
          }
        } catch (error) {
          if (error instanceof assert.AssertionError) throw error
        }
        await wait(10)
      }
      return last
    }

    async function kill() {
      while (performance.now() < calm) {
        await wait(500 + pick(Math.max(1, Math.min(15_000, seconds * 60))))
        service.child.kill('SIGKILL')
        kills += 1
        up = service.ended.then(async () => {
          service = await start()
        })
        await up
      }
    }

    /** Memory in megabytes, what is used of it, and open files while nothing is killed. */
    async function watch() {
      const samples: { megabytes: number; used: number; files: number }[] = []
      while (performance.now() < calm + 1_000) await wait(100)
      while (busy()) {
        await up
        const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${service.child.pid}/status`, 'utf8')) ?? []
        const files = readdirSync(`/proc/${service.child.pid}/fd`).length
        const { body } = await ask('/metrics')
        const bytes = [...body.matchAll(/^nodejs_(?:heap_size_used|external_memory)_bytes (\S+)$/gm)]
        const used = bytes.reduce((sum, [, one]) => sum + Number(one), 0) / 1024 / 1024
        samples.push({ megabytes: Number(kilobytes) / 1024, used, files })
        await wait(250)
      }
      return samples
    }

    const [last, samples] = await Promise.all([
      Promise.all(Array.from({ length: LISTENERS }, listen)),
      watch(),
      publish(),
      kill(),
      ...Array.from({ length: READERS }, read),
    ])
    const third = Math.ceil(samples.length / 3)
    const curve = samples.filter((_, index) => index % Math.ceil(samples.length / 20) === 0)
    t.comment(`Memory over time: ${curve.map(({ megabytes }) => Math.round(megabytes)).join(', ')} MB`)
    const of = (part: typeof samples) => ({
      megabytes: Math.round(middle(part.map(({ megabytes }) => megabytes))),
      used: Math.round(middle(part.map(({ used }) => used))),
      files: middle(part.map(({ files }) => files)),
    })
    const [first, final] = [of(samples.slice(0, third)), of(samples.slice(-third))]
    t.ok(kills > 0 && reads > 0 && acknowledged > BEFORE)
    t.ok(
      last.every((id) => id !== undefined && id >= acknowledged - 2),
      `every listener heard of all releases: ${last.join(', ')} of ${acknowledged}`,
    )
    // What is used does not grow; what the process has been given of it does, for its first minutes.
    t.ok(final.used < first.used * 1.2 + 20, `${first.used} MB used at first, ${final.used} MB at last`)
    const most = seconds < 600 ? 500 : first.megabytes * 1.2 + 20
    t.ok(final.megabytes < most, `${first.megabytes} MB at first, ${final.megabytes} MB at last`)
    t.ok(final.files <= first.files + 5, `${first.files} open files at first, ${final.files} at last`)
    service.child.kill('SIGTERM')
    t.equal(await service.ended, 0)
    t.match(await run(path, ['verify']), { code: 0 })
    t.comment(
      `${acknowledged - BEFORE} releases published, ${reads} answers compared, ${kills} kills, ${heard} events heard, ` +
        `${first.megabytes} → ${final.megabytes} MB, ${first.used} → ${final.used} MB of it used, ${first.files} → ${final.files} files`,
    )
  },
)
