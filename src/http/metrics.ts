// What the service counts of itself, in the form that Prometheus reads. The library is loaded when somebody asks: a start
// has no time for it, and a service that nobody watches no memory.

import type { Histogram, Registry } from 'prom-client'
import type { Hits } from './finished.ts'

/** What is measured whenever somebody asks. */
export type Gauges = Record<string, { help: string; value: () => number }>

export type Metrics = ReturnType<typeof openMetrics>

/** How many answers are remembered until the library counts them. */
const EARLY = 10_000

type Told = Histogram<'route' | 'status'>

/** Counts the answers of the router; `hits` are those given without it, `gauges` whatever else is to be told. */
export function openMetrics(hits: Hits, gauges: Gauges) {
  let opening: Promise<{ registry: Registry; told: Told }> | undefined
  let told: Told | undefined
  const early: [route: string, status: number, ms: number][] = []

  /** Loads the library, where that was not done, and tells it what was counted before. */
  async function open() {
    opening ??= register(hits, gauges).catch((error) => {
      // Whoever asks next tries again.
      opening = undefined
      throw error
    })
    const opened = await opening
    told = opened.told
    for (const one of early.splice(0)) count(...one)
    return opened.registry
  }

  /** Counts an answer of the router. */
  function count(route: string, status: number, ms: number): void {
    if (told !== undefined) told.observe({ route, status }, ms / 1000)
    else if (early.length < EARLY) {
      early.push([route, status, ms])
      // What does not load now is tried again when somebody asks, who is told why.
      if (early.length === EARLY) open().catch(() => {})
    }
  }

  return {
    count,
    /** Everything counted, as text, and its media type. */
    async text() {
      const registry = await open()
      return { text: await registry.metrics(), type: registry.contentType }
    },
  }
}

/**
 * What the library counts of a process, except collections of garbage: to be told of each one makes every hundredth of a
 * busy service's answers a third slower, and the library's own list of all cannot leave them out.
 */
const ofTheProcess = () =>
  Promise.all([
    import('prom-client/lib/metrics/eventLoopLag.js'),
    import('prom-client/lib/metrics/heapSizeAndUsed.js'),
    import('prom-client/lib/metrics/osMemoryHeap.js'),
    import('prom-client/lib/metrics/processCpuTotal.js'),
    import('prom-client/lib/metrics/processMaxFileDescriptors.js'),
    import('prom-client/lib/metrics/processOpenFileDescriptors.js'),
    import('prom-client/lib/metrics/processStartTime.js'),
    import('prom-client/lib/metrics/version.js'),
  ])

async function register(hits: Hits, gauges: Gauges): Promise<{ registry: Registry; told: Told }> {
  // Its names are known as such to Node.js and not to the bundler.
  const { Counter, Gauge, Histogram, Registry } = (await import('prom-client')).default
  const registry = new Registry()
  const registers = [registry]
  for (const { default: collect } of await ofTheProcess()) collect(registry)
  const told = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Answers that were made for one request: how many and how long they took.',
    labelNames: ['route', 'status'] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers,
  })
  new Counter({
    name: 'http_finished_answers_total',
    help: 'Answers that were ready before they were asked for.',
    labelNames: ['route', 'status'],
    registers,
    collect() {
      this.reset()
      for (const [route, counts] of hits)
        for (const [status, count] of Object.entries(counts)) this.inc({ route, status }, count)
    },
  })
  for (const [name, { help, value }] of Object.entries(gauges)) {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(value())
      },
    })
  }
  return { registry, told }
}
