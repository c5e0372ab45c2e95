import t, { type Test } from 'tap'
import { Problem } from '../src/domain/problem.ts'
import { type Press, preview, publish, publishInTurn } from '../src/publish.ts'
import { openDatabase } from '../src/store/database.ts'
import { verify } from '../src/store/verify.ts'
import { contents } from './fixtures/contents.ts'
import { addition, claim, correction, retraction } from './fixtures/drafts.ts'
import { bundledPress, emptyPress } from './fixtures/press.ts'
import { smallHistory } from './fixtures/small.ts'

const desk = { by: 'desk' }
const keyed = { ...desk, idempotencyKey: 'monday' }

const released = ({ store }: Press, number: number) =>
  JSON.parse(store.releases.stored(number)?.canonical.toString() ?? 'null')

const conflict = (number: number) => ({
  code: 'conflict',
  message: `Release ${number} was published by someone else meanwhile. Look at it, then send the draft again.`,
})
const reused = (number: number) => ({
  code: 'idempotency_key_reused',
  message: `The Idempotency-Key "monday" was used for another draft, published as release ${number}.`,
})

t.test('a correction becomes the next release', async (t) => {
  const press = await bundledPress(t)
  const { number, changes, replayed } = await publish(press, correction(), desk)
  t.equal(number, 3)
  t.equal(replayed, false)
  t.match(changes, [{ from: { display: 'about 24' }, to: { display: '23' }, quantity_changed: true }])
  t.match(released(press, 3), {
    number: 3,
    published_by: 'desk',
    published_at: '2026-11-22T13:30:00.000Z',
    previous_digest: press.store.releases.one(2)?.digest,
    note: 'A correction.',
    figures: [],
    sources: [],
    identities: [],
  })
  t.equal(verify(press.store), null)
})

t.test('the first release of an empty log is number 1 and follows nothing', async (t) => {
  const press = emptyPress(t)
  t.match(await publish(press, smallHistory[0], { by: 'desk', onlyAfter: 0 }), { number: 1 })
  t.match(released(press, 1), { number: 1, previous_digest: null })
})

t.test('a release is published after the one before it, even when the clock has stepped back', async (t) => {
  const press = await bundledPress(t, { now: () => new Date('2026-11-22T12:00:00Z') })
  await publish(press, correction(), desk)
  await publish(press, retraction(), desk)
  t.equal(released(press, 3).published_at, '2026-11-22T12:30:00.001Z')
  t.equal(released(press, 4).published_at, '2026-11-22T12:30:00.002Z')
})

t.test('a draft that breaks rules is refused with all of them, and nothing is stored', async (t) => {
  const press = await bundledPress(t)
  const before = contents(press.store.db)
  const refusals = [
    [correction({ reason: null }), 'A revision with change_type "corrected" needs a reason.', 1],
    [
      correction({ reason: null, error_origin: null }),
      'A revision with change_type "corrected" needs a reason. There is one more problem; see errors.',
      2,
    ],
    [
      correction({ reason: null, error_origin: null, claims: [claim({ wording: 'the hostages' })] }),
      'A revision with change_type "corrected" needs a reason. There are 2 more problems; see errors.',
      3,
    ],
    [null, 'null is not an object.', 1],
    [{ note: 'Nothing.' }, 'This release changes nothing.', 1],
  ] as const
  for (const [draft, message, count] of refusals) {
    for (const attempt of [publish(press, draft, keyed), Promise.try(preview, press, draft, keyed)]) {
      const problem = await attempt.then(
        () => undefined,
        (error) => error,
      )
      t.ok(problem instanceof Problem)
      t.match(problem, { code: 'invalid_release', message })
      t.equal(problem.errors.length, count)
    }
  }
  t.strictSame(contents(press.store.db), before)
  t.match(await publish(press, correction(), keyed), { number: 3, replayed: false }, 'and its key is still unused')
})

t.test('a draft for after another release than the newest is refused, and nothing is stored', async (t) => {
  const press = await bundledPress(t)
  const before = contents(press.store.db)
  for (const onlyAfter of [0, 1, 3]) {
    const expected = {
      code: 'precondition_failed',
      message: `Release ${onlyAfter} is not the newest release; release 2 is.`,
    }
    await t.rejects(publish(press, correction(), { ...keyed, onlyAfter }), expected)
    t.throws(() => preview(press, correction(), { ...desk, onlyAfter }), expected)
  }
  t.strictSame(contents(press.store.db), before)
  t.match(await publish(press, correction(), { ...keyed, onlyAfter: 2 }), { number: 3 })
})

t.test('a preview tells what publishing will do, and stores nothing', async (t) => {
  const press = await bundledPress(t)
  const before = contents(press.store.db)
  const previewed = preview(press, correction(), { ...desk, onlyAfter: 2 })
  t.strictSame(contents(press.store.db), before)
  const { number, changes } = await publish(press, correction(), desk)
  t.strictSame(previewed, { number, changes })
})

t.test('the same draft with the same key is answered with the release it was published as', async (t) => {
  const press = await bundledPress(t)
  await publish(press, correction(), keyed)
  await publish(press, addition(), desk)
  const before = contents(press.store.db)
  t.strictSame(await publish(press, correction(), keyed), { number: 3, changes: [], replayed: true })
  t.strictSame(await publish(press, correction(), { ...keyed, onlyAfter: 2 }), {
    number: 3,
    changes: [],
    replayed: true,
  })
  await t.rejects(publish(press, correction({ reason: 'Another.' }), keyed), reused(3))
  t.strictSame(contents(press.store.db), before)
})

t.test("another publisher's key is another key, though it reads the same", async (t) => {
  const press = await bundledPress(t)
  await publish(press, correction(), keyed)
  t.match(await publish(press, addition(), { ...keyed, by: 'night' }), { number: 4, replayed: false })
  t.match(await publish(press, correction(), keyed), { number: 3, replayed: true })
})

t.test('a key is forgotten after 24 hours', async (t) => {
  let now = new Date('2026-11-22T13:30:00Z')
  const press = await bundledPress(t, { now: () => now })
  await publish(press, correction(), keyed)
  now = new Date('2026-11-23T13:30:00Z')
  t.match(await publish(press, correction(), keyed), { number: 3, replayed: true })
  await t.rejects(publish(press, addition(), keyed), reused(3))
  now = new Date('2026-11-23T13:30:00.001Z')
  await t.rejects(publish(press, correction(), keyed), { code: 'invalid_release' }, 'the correction is weighed again')
  t.match(await publish(press, addition(), keyed), { number: 4, replayed: false })
})

for (const where of ['one press', 'two presses on one file']) {
  const presses = async (t: Test) => {
    const one = await bundledPress(t)
    return [one, where === 'one press' ? one : emptyPress(t, { path: one.path })] as const
  }

  t.test(`the same draft sent twice at once to ${where} with one key is published once`, async (t) => {
    const [one, other] = await presses(t)
    const sent = [publish(one, correction(), keyed), publish(other, correction(), keyed)]
    const [first, second] = await Promise.all(sent)
    t.match(first, { number: 3, replayed: false })
    t.strictSame(second, { number: 3, changes: [], replayed: true })
    t.equal(one.store.releases.newest()?.number, 3)
  })

  t.test(`of two drafts sent at once to ${where}, one is published and the other told so`, async (t) => {
    const [one, other] = await presses(t)
    const sent = [publish(one, correction(), desk), publish(other, addition(), { by: 'night' })]
    const [first, second] = await Promise.allSettled(sent)
    t.match(first, { status: 'fulfilled', value: { number: 3 } })
    t.match(second, { status: 'rejected', reason: conflict(3) })
    t.match(released(other, 3), { published_by: 'desk' })
    t.match(await publish(other, addition(), { by: 'night' }), { number: 4 }, 'and may send it again')
  })

  t.test(`of two drafts sent at once to ${where} with one key, the second is refused`, async (t) => {
    const [one, other] = await presses(t)
    const sent = [publish(one, correction(), keyed), publish(other, addition(), keyed)]
    const [first, second] = await Promise.allSettled(sent)
    t.match(first, { status: 'fulfilled', value: { number: 3 } })
    t.match(second, { status: 'rejected', reason: reused(3) })
    t.equal(one.store.releases.newest()?.number, 3)
  })
}

t.test('publishers who send again after a conflict are all published, each once, in one chain', async (t) => {
  const one = await bundledPress(t)
  const presses = [one, emptyPress(t, { path: one.path })]
  const persist = async (index: number): Promise<number> => {
    const draft = addition({ reference_date: `2025-04-${10 + index}`, change_type: 'new' })
    const backfilled = addition({ reference_date: `2025-04-${10 + index}`, change_type: 'backfilled' })
    const press = presses[index % 2] as Press
    for (;;) {
      const newest = press.store.releases.newest()?.newest_reference_date ?? ''
      const due = newest > `2025-04-${10 + index}` ? backfilled : draft
      const published = await publish(press, due, desk).catch((error) => {
        if (error.code !== 'conflict') throw error
      })
      if (published !== undefined) return published.number
    }
  }
  const numbers = await Promise.all(Array.from({ length: 8 }, (_, index) => persist(index)))
  t.strictSame(
    numbers.toSorted((a, b) => a - b),
    [3, 4, 5, 6, 7, 8, 9, 10],
  )
  t.equal(one.store.releases.newest()?.number, 10)
  t.equal(verify(one.store), null)
})

t.test('when the file cannot be written nothing is stored', async (t) => {
  const press = await bundledPress(t)
  const before = contents(press.store.db)
  const writer = openDatabase(press.path).$client
  t.teardown(() => writer.close())
  writer.exec('BEGIN IMMEDIATE')
  press.store.db.$client.pragma('busy_timeout = 0')
  await t.rejects(publish(press, correction(), keyed), { code: 'SQLITE_BUSY' })
  writer.exec('ROLLBACK')
  t.strictSame(contents(press.store.db), before)
  t.match(await publish(press, correction(), keyed), { number: 3, replayed: false })
})

t.test('drafts are published in turn until somebody else takes a number', async (t) => {
  const press = await emptyPress(t)
  const numbers: number[] = []
  const turn = async () => {
    for await (const { number } of publishInTurn(press, smallHistory, desk)) {
      numbers.push(number)
      if (number === 3) await publish(press, smallHistory[3], { by: 'night' })
    }
  }
  await t.rejects(turn(), conflict(4))
  t.strictSame(numbers, [1, 2, 3])
  t.equal(released(press, 4).published_by, 'night')
  t.equal(verify(press.store), null)
})
