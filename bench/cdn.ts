// What a CDN before the service does with 10⁹ requests a day, simulated from the Cache-Control that we send: what reaches the
// origin, and who sees a new number when. No network, no server.

import { cacheControl } from '../src/http/send.ts'

const DAY = 86_400
const REQUESTS = 1e9
/** When a release is published, in seconds of the day. */
const RELEASE = DAY / 2
/** How long the origin takes to answer a cache, in seconds. */
const LATENCY = 0.1

const seconds = (directive: string, header: string) => Number(new RegExp(`${directive}=(\\d+)`).exec(header)?.[1])
/** How long shared caches may give an answer, and how long an old one while they ask anew. */
const newest = {
  fresh: seconds('s-maxage', cacheControl.untilNextRelease),
  stale: seconds('stale-while-revalidate', cacheControl.untilNextRelease),
}
const pinned = {
  fresh: seconds('max-age', cacheControl.pinned),
  stale: seconds('stale-while-revalidate', cacheControl.pinned),
}

type Kind = { name: string; share: number; addresses: number; fresh: number; stale: number }

/** What is asked for: the table a third of the time, figures most of the rest, a long tail of old releases now and then. */
const kinds: Kind[] = [
  { name: 'the table of figures', share: 0.34, addresses: 1, ...newest },
  { name: 'one figure', share: 0.4, addresses: 22, ...newest },
  { name: 'a history or a chart', share: 0.15, addresses: 66, ...newest },
  { name: 'changes, reconciliation, the page', share: 0.08, addresses: 8, ...newest },
  { name: 'old releases', share: 0.03, addresses: 20_000, ...pinned },
]

/** Random numbers between 0 and 1 that are the same in every run. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return (state + 1) / 2 ** 32
  }
}

/**
 * The seconds of the day at which one cache asks the origin for one address, for which `rate` requests a second come to it:
 * the first to come when its answer is no longer fresh has it ask. Requests come independently, so that the time until
 * the next is exponential whenever one begins to wait.
 */
function* fetches({ rate, fresh, next }: { rate: number; fresh: number; next: () => number }): Generator<number> {
  for (let time = -next() * fresh; time < DAY; time += fresh - Math.log(next()) / rate) if (time >= 0) yield time
}

const rateOf = ({ share, addresses }: Kind, caches: number) => (REQUESTS * share) / addresses / DAY / caches

/** What comes to the origin: each second of the day. Without coalescing, all who come while it answers come too. */
function origin(caches: number, coalesced: boolean): Float64Array {
  const next = random(caches)
  const load = new Float64Array(DAY)
  for (const kind of kinds) {
    const rate = rateOf(kind, caches)
    const crowd = coalesced ? 1 : 1 + rate * LATENCY
    for (let address = 0; address < kind.addresses; address++)
      for (let cache = 0; cache < caches; cache++)
        for (const time of fetches({ rate, fresh: kind.fresh, next })) {
          const second = Math.floor(time)
          load[second] = (load[second] as number) + crowd
        }
  }
  return load
}

console.log(
  `${REQUESTS.toLocaleString('en')} requests a day, ${Math.round(REQUESTS / DAY).toLocaleString('en')} a second.\n`,
)
console.log('| points of presence | coalescing | hit ratio | at the origin a second | in its busiest second |')
console.log('|---|---|---|---|---|')
for (const caches of [2, 50, 300]) {
  for (const coalesced of [true, false]) {
    const load = origin(caches, coalesced)
    const all = load.reduce((sum, one) => sum + one, 0)
    const cells = [all / DAY, Math.max(...load)].map((cell) => Math.round(cell).toLocaleString('en'))
    console.log(
      `| ${caches} | ${coalesced ? 'yes' : 'no'} | ${((1 - all / REQUESTS) * 100).toFixed(3)} % | ${cells.join(' | ')} |`,
    )
  }
}

console.log('\nHow long after a release 50 points of presence have the new number:\n')
console.log('| asked for | a second in all | half of them | 99 of 100 | all |\n|---|---|---|---|---|')
for (const kind of kinds.filter(({ fresh }) => fresh === newest.fresh)) {
  const next = random(50)
  const rate = rateOf(kind, 50)
  const delays = Array.from({ length: 5_000 }, () => {
    for (const time of fetches({ rate, fresh: kind.fresh, next })) if (time >= RELEASE) return time - RELEASE
    return DAY - RELEASE
  }).sort((one, other) => one - other)
  const at = (share: number) => `${Math.ceil(delays[Math.floor((delays.length - 1) * share)] as number)} s`
  console.log(
    `| ${kind.name} | ${Math.round(rate * 50).toLocaleString('en')} | ${[0.5, 0.99, 1].map(at).join(' | ')} |`,
  )
}
