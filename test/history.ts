import t from 'tap'
import { publish } from '../src/publish.ts'
import type { ObservationView } from '../src/views/observations.ts'
import { asking } from './fixtures/contract.ts'
import { asCells, records, rows } from './fixtures/csv.ts'
import { addition, claim, correction } from './fixtures/drafts.ts'
import { service } from './fixtures/service.ts'

const { app } = await service(t)

const dated = (observations: ObservationView[]) =>
  observations.map((one) => [one.reference_date, one.display, one.change_type])

t.test('a history is told from the oldest reference date to the newest, with what is counted', async (t) => {
  const ask = asking(t, app)
  const { as_of, figure, observations, next } = (await ask('/v1/figures/rescued/history')).json()
  t.strictSame(as_of, { release: 2, published_at: '2026-11-22T12:30:00.000Z', newest_reference_date: '2025-03-05' })
  t.match(figure, { figure: 'rescued', title: /./, definition: /./, definition_version: 1, url: '/v1/figures/rescued' })
  t.strictSame(dated(observations), [
    ['2024-06-08', '7', 'backfilled'],
    ['2024-08-20', '7', 'backfilled'],
    ['2024-08-27', '8', 'backfilled'],
    ['2024-09-01', '8', 'backfilled'],
    ['2025-02-07', '8', 'backfilled'],
    ['2025-02-22', '8', 'backfilled'],
    ['2025-02-27', '8', 'new'],
  ])
  t.equal(next, null)
})

t.test('a history can be asked for from one day to another, both included', async (t) => {
  const ask = asking(t, app)
  const days = async (query: string) =>
    (await ask(`/v1/figures/rescued/history?${query}`))
      .json()
      .observations.map((one: ObservationView) => one.reference_date)
  t.strictSame(await days('reference_date_from=2024-08-20&reference_date_to=2024-09-01'), [
    '2024-08-20',
    '2024-08-27',
    '2024-09-01',
  ])
  t.strictSame(await days('reference_date_from=2024-08-21&reference_date_to=2024-08-31'), ['2024-08-27'])
  t.strictSame(await days('reference_date_from=2025-02-27'), ['2025-02-27'])
  t.strictSame(await days('reference_date_to=2024-06-08'), ['2024-06-08'])
  t.strictSame(await days('reference_date_from=2025-02-28'), [])
  t.strictSame(await days('reference_date_from=2025-01-01&reference_date_to=2024-01-01'), [])
})

t.test('a history as of a release holds what that release knew', async (t) => {
  const ask = asking(t, app)
  const first = (await ask('/v1/figures/taken/history?as_of=1')).json()
  t.strictSame(dated(first.observations), [['2025-03-05', 'about 250', 'new']])
  const second = (await ask('/v1/figures/taken/history?as_of=2')).json()
  t.equal(second.observations.length, 11)
  const { statusCode, body } = await ask('/v1/figures/held/history?as_of=1')
  t.match([statusCode, body], [404, /No figure \\"held\\" in release 1\./])
})

t.test('a correction shows in the history as the newest revision of its day', async (t) => {
  const { ask, press } = await service(t)
  await publish(press, addition(), { by: 'desk' })
  await publish(press, correction(), { by: 'desk' })
  const { observations } = (await ask('/v1/figures/held_living/history')).json()
  t.strictSame(dated(observations), [
    ['2025-03-05', '23', 'corrected'],
    ['2025-03-10', '23', 'new'],
  ])
  t.match(observations[0], {
    revision: 3,
    reason: 'The newspaper corrected its count.',
    error_origin: 'source',
    release: 4,
  })
})

t.test('a retracted observation is left out of the history and of the figure', async (t) => {
  const { ask, press } = await service(t)
  const retraction = { figure: 'rescued', reference_date: '2025-02-27', change_type: 'retracted', reason: 'A test.' }
  await publish(press, { note: 'A retraction.', observations: [retraction] }, { by: 'desk' })
  const { observations } = (await ask('/v1/figures/rescued/history')).json()
  t.equal(observations.length, 6)
  t.equal(observations.at(-1).reference_date, '2025-02-22')
  t.equal(rows((await ask('/v1/figures/rescued/history.csv')).body).length, 6)
  t.match((await ask('/v1/figures/rescued')).json().figure, { reference_date: '2025-02-22', release: 2 })
  t.equal((await ask('/v1/figures/rescued/history?as_of=2')).json().observations.length, 7)
})

t.test('a retracted number can be said again, with a reason', async (t) => {
  const { ask, press } = await service(t)
  const observation = { figure: 'rescued', reference_date: '2025-02-27', reason: 'A test.' }
  await publish(press, { note: 'Out.', observations: [{ ...observation, change_type: 'retracted' }] }, { by: 'desk' })
  const claims = [claim({ value: 9, wording: 'a test number: 9' })]
  await publish(
    press,
    { note: 'In.', observations: [{ ...observation, change_type: 'revised', claims }] },
    { by: 'desk' },
  )
  const { observations } = (await ask('/v1/figures/rescued/history?reference_date_from=2025-02-27')).json()
  t.strictSame(dated(observations), [['2025-02-27', '9', 'revised']])
})

t.test('CSV says what JSON says, key for key, for every figure', async (t) => {
  const ask = asking(t, app)
  const { figures } = (await ask('/v1/figures')).json() as { figures: { figure: string }[] }
  t.equal(figures.length, 22)
  for (const { figure } of figures) {
    const { observations } = (await ask(`/v1/figures/${figure}/history`)).json() as { observations: ObservationView[] }
    const { body } = await ask(`/v1/figures/${figure}/history.csv`)
    t.strictSame(
      rows(body),
      observations.map((one) => asCells(2, one)),
      figure,
    )
    t.strictSame(records(body)[0], Object.keys(asCells(2, observations[0] as ObservationView)))
  }
})

t.test('a CSV without rows still has its header', async (t) => {
  const ask = asking(t, app)
  const { body } = await ask('/v1/figures/rescued/history.csv?reference_date_to=2000-01-01')
  t.equal(records(body).length, 1)
  t.match(body, /^\ufeffas_of_release,figure,title,display,statement,value,qualifier,.*,url,permalink\r\n$/)
})
