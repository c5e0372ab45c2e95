// What the service counts of itself, in the form that Prometheus reads.

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Hits } from './finished.ts'

/** What is measured whenever somebody asks. */
export type Gauges = Record<string, { help: string; value: () => number }>

export type Metrics = ReturnType<typeof openMetrics>

/** Counts the answers of the router; `hits` are those given without it, `gauges` whatever else is to be told. */
export function openMetrics(hits: Hits, gauges: Gauges) {
  const registry = new Registry()
  const registers = [registry]
  const told = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Answers that were made for one request: how many and how long they took.',
    labelNames: ['route', 'status'],
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
  let ofProcess = false

  return {
    /** Counts an answer of the router. */
    count: (route: string, status: number, ms: number) => told.observe({ route, status }, ms / 1000),
    /** Everything counted, as text, and its media type. The process is watched from the first time on. */
    async text() {
      if (!ofProcess) collectDefaultMetrics({ register: registry })
      ofProcess = true
      return { text: await registry.metrics(), type: registry.contentType }
    },
  }
}
