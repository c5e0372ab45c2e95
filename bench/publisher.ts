// Publishes over HTTP, release after release, until it is stopped: PORT, KEY, observations PER_RELEASE of figures whose
// names begin with PREFIX, and EVERY how many seconds. Says when the service has warmed up.

import { setTimeout as wait } from 'node:timers/promises'
import { drafts } from './drafts.ts'

const { PORT, KEY, PREFIX } = process.env
const [perRelease, every] = [Number(process.env.PER_RELEASE), Number(process.env.EVERY)]
const WARMING = 5

const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' }
let published = 0
for (const draft of drafts({ revisions: 1e9, figures: Math.min(perRelease, 10), perRelease })) {
  const body = JSON.stringify(draft).replaceAll(/(?<=figure_)(?=\d)|(?<="source-)(?=\d)/g, PREFIX as string)
  const answer = await fetch(`http://127.0.0.1:${PORT}/v1/releases`, { method: 'POST', headers, body })
  if (answer.status !== 201) throw new Error(await answer.text())
  published += 1
  if (published === WARMING) process.stdout.write('warm\n')
  await wait(published < WARMING ? 500 : every * 1000)
}
