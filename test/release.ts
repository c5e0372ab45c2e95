import fc from 'fast-check'
import t from 'tap'
import { dayAfter, publishedAfter } from '../src/domain/release.ts'

t.test('a release is published now', async (t) => {
  const now = new Date('2026-11-22T12:00:00.250Z')
  t.equal(publishedAfter(undefined, now), '2026-11-22T12:00:00.250Z')
  t.equal(publishedAfter('2026-11-22T11:59:00.000Z', now), '2026-11-22T12:00:00.250Z')
  t.equal(publishedAfter('2026-11-22T12:00:00.249Z', now), '2026-11-22T12:00:00.250Z')
})

t.test('a release is published after the one before it, even when the clock stands or steps back', async (t) => {
  const previous = '2026-11-22T12:00:00.250Z'
  t.equal(publishedAfter(previous, new Date(previous)), '2026-11-22T12:00:00.251Z')
  t.equal(publishedAfter(previous, new Date('2026-11-22T11:00:00Z')), '2026-11-22T12:00:00.251Z')
  t.equal(publishedAfter(previous, new Date('1970-01-01T00:00:00Z')), '2026-11-22T12:00:00.251Z')
  t.equal(publishedAfter('2026-12-31T23:59:59.999Z', new Date(0)), '2027-01-01T00:00:00.000Z')
})

t.test('whatever the clock does, the instants of a log rise', async (t) => {
  const noon = Date.parse('2026-11-22T12:00:00Z')
  const clocks = fc.array(fc.integer({ min: -5_000, max: 5_000 }), { minLength: 2 })
  const rise = fc.property(clocks, (clock) => {
    let previous: string | undefined
    return clock.every((step) => {
      const last = previous
      previous = publishedAfter(last, new Date(noon + step))
      return last === undefined || last < previous
    })
  })
  t.doesNotThrow(() => fc.assert(rise))
})

t.test('the day after the last of a month, a February or a year is the first of the next', async (t) => {
  t.equal(dayAfter('2025-03-05'), '2025-03-06')
  t.equal(dayAfter('2024-02-28'), '2024-02-29')
  t.equal(dayAfter('2025-02-28'), '2025-03-01')
  t.equal(dayAfter('2025-12-31'), '2026-01-01')
})
