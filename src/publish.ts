// The one write. Everything that is ever published, over HTTP, from the command line or out of the bundle, comes here.

import { digest } from './domain/chain.ts'
import { type Change, changes } from './domain/changes.ts'
import type { Broken } from './domain/draft.ts'
import { type Plan, plan } from './domain/plan.ts'
import { Problem } from './domain/problem.ts'
import { publishedAfter } from './domain/release.ts'
import type { State } from './domain/state.ts'
import type { Log, Receipt } from './log/log.ts'
import { replay } from './store/replay.ts'
import { newestState, type Store } from './store/store.ts'

/** Where to publish, and by which clock. */
export type Press = { store: Store; log: Log; now: () => Date }

/** Who publishes, and on what condition. */
export type Terms = {
  by: string
  /** The release that has to be the newest one. */
  onlyAfter?: number | undefined
  idempotencyKey?: string | undefined
  /** Only for bundled releases; otherwise it is now. */
  publishedAt?: string | undefined
  /** The id of the stored draft that is published. */
  storedDraft?: number | undefined
}

/** A release that was published, and what it changed; `replayed` when it had been published by an earlier request. */
export type Published = { number: number; changes: Change[]; replayed: boolean }

type Keeping = Extract<Plan, { broken: null }>

/**
 * Publishes a draft as the next release.
 * @throws {Problem} invalid_release with every broken rule; precondition_failed when `onlyAfter` is not the newest
 * release; conflict when another release took the number meanwhile or the stored draft does not wait any more;
 * idempotency_key_reused.
 */
export async function publish(press: Press, draft: unknown, terms: Terms): Promise<Published> {
  const { store, log } = press
  const receipt = receiptOf(draft, terms)
  // The state comes before the look for an earlier answer: one given in between has taken the number, and is found then.
  const before = newestState(store)
  const answered = await earlierAnswer(log, receipt)
  if (answered !== undefined) return answered
  requireWaiting(store, terms.storedDraft)
  requireNewest(terms.onlyAfter, before)
  const { release, projection } = planAfter(before, draft, { ...terms, now: press.now() })
  const also = { projection, draft: terms.storedDraft, receipt: receipt && { ...receipt, release: release.number } }
  const outcome = await log.append(release, also)
  if (outcome === 'appended') return { number: release.number, changes: changes(projection, before), replayed: false }
  const meanwhile = await earlierAnswer(log, receipt)
  if (meanwhile !== undefined) return meanwhile
  throw overtaken(release.number)
}

/**
 * Publishes drafts one after the other, each as the next release, and carries what is known from one to the next. For
 * when nobody else publishes meanwhile.
 * @throws {Problem} invalid_release and conflict, as publish does, and what the drafts throw; what came before is published.
 */
export async function* publishInTurn(
  press: Press,
  drafts: Iterable<unknown>,
  terms: Pick<Terms, 'by'>,
): AsyncGenerator<Published> {
  const { state, pass } = replay(press.store, press.store.releases.newest()?.number)
  for (const draft of drafts) {
    const before = state()
    const { release, projection } = planAfter(before, draft, { ...terms, now: press.now() })
    if ((await press.log.append(release, { projection })) === 'conflict') throw overtaken(release.number)
    yield { number: release.number, changes: changes(projection, before), replayed: false }
    pass(projection)
  }
}

const overtaken = (number: number) =>
  new Problem(
    'conflict',
    `Release ${number} was published by someone else meanwhile. Look at it, then send the draft again.`,
  )

/** What publishing a draft now would change, or every rule it would break. */
export type Outlook = { number: number; changes: Change[]; broken: null } | { broken: Broken[] }

/** Weighs a draft against the newest release, for those who want to look before anybody publishes. */
export function outlook({ store, now }: Press, draft: unknown, by: string): Outlook {
  const before = newestState(store)
  const planned = plan(draft, before, {
    published_at: publishedAfter(before.head?.published_at, now()),
    published_by: by,
  })
  if (planned.broken !== null) return planned
  return { number: planned.release.number, changes: changes(planned.projection, before), broken: null }
}

/**
 * What publishing a draft would change, without publishing it.
 * @throws {Problem} as publish does.
 */
export function preview({ store, now }: Press, draft: unknown, terms: Terms): { number: number; changes: Change[] } {
  const before = newestState(store)
  requireNewest(terms.onlyAfter, before)
  const { release, projection } = planAfter(before, draft, { ...terms, now: now() })
  return { number: release.number, changes: changes(projection, before) }
}

function planAfter(before: State, draft: unknown, { by, publishedAt, now }: Terms & { now: Date }): Keeping {
  const published_at = publishedAt ?? publishedAfter(before.head?.published_at, now)
  const planned = plan(draft, before, { published_at, published_by: by })
  if (planned.broken === null) return planned
  const [first] = planned.broken
  const others = planned.broken.length - 1
  const also =
    others === 0 ? '' : ` There ${others === 1 ? 'is one more problem' : `are ${others} more problems`}; see errors.`
  throw new Problem('invalid_release', `${first?.detail}${also}`, planned.broken)
}

function requireNewest(onlyAfter: number | undefined, { head }: State) {
  const newest = head?.number ?? 0
  if (onlyAfter === undefined || onlyAfter === newest) return
  throw new Problem('precondition_failed', `Release ${onlyAfter} is not the newest release; release ${newest} is.`)
}

function requireWaiting({ drafts }: Store, id: number | undefined) {
  const release = id === undefined ? null : drafts.one(id)?.release
  if (release != null) throw new Problem('conflict', `Draft ${id} was published already, as release ${release}.`)
}

function receiptOf(draft: unknown, { by, idempotencyKey, storedDraft }: Terms): Omit<Receipt, 'release'> | undefined {
  if (idempotencyKey === undefined) return undefined
  // A stored draft is another request than the same words sent at once, or stored a second time.
  const asked = storedDraft === undefined ? draft : [storedDraft, draft]
  const body_digest = digest(Buffer.from(JSON.stringify(asked)))
  return { published_by: by, idempotency_key: idempotencyKey, body_digest }
}

async function earlierAnswer(log: Log, receipt: Omit<Receipt, 'release'> | undefined): Promise<Published | undefined> {
  if (receipt === undefined) return undefined
  const earlier = await log.receipt(receipt.published_by, receipt.idempotency_key)
  if (earlier === undefined) return undefined
  if (earlier.body_digest === receipt.body_digest) return { number: earlier.release, changes: [], replayed: true }
  throw new Problem(
    'idempotency_key_reused',
    `The Idempotency-Key "${receipt.idempotency_key}" was used for another draft, published as release ${earlier.release}.`,
  )
}
