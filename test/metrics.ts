import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import { type Gauges, openMetrics } from '../src/http/metrics.ts'

const counted = (text: string) => /^http_request_duration_seconds_count.* (\d+)$/m.exec(text)?.[1]

t.test(
  'what was answered before the library was there is counted once it is, up to ten thousand answers',
  async (t) => {
    const metrics = openMetrics(new Map(), {})
    for (let answer = 0; answer < 12_000; answer++) metrics.count('/v1/figures', 200, 1)
    t.equal(counted((await metrics.text()).text), '10000')
    metrics.count('/v1/figures', 200, 1)
    t.equal(counted((await metrics.text()).text), '10001')
  },
)

t.test('what nobody asks for is counted too, once there is much of it', async (t) => {
  const metrics = openMetrics(new Map(), {})
  for (let answer = 0; answer < 10_000; answer++) metrics.count('/v1/figures', 200, 1)
  await wait(500)
  for (let answer = 0; answer < 7; answer++) metrics.count('/v1/figures', 200, 1)
  t.equal(counted((await metrics.text()).text), '10007')
})

t.test('metrics that could not be told once are tried again', async (t) => {
  const gauges: Gauges = { 'no name of a metric': { help: 'One.', value: () => 1 } }
  const metrics = openMetrics(new Map(), gauges)
  await t.rejects(metrics.text(), /name/)
  delete gauges['no name of a metric']
  t.match((await metrics.text()).text, /^process_resident_memory_bytes/m)
})
