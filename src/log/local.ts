// The log of a single machine: the same SQLite file, so that a release and what follows from it are one transaction.
// Several processes may publish into the file; each hears of the others' releases within a tenth of a second.

import { canonical, digest } from '../domain/chain.ts'
import { project } from '../domain/projection.ts'
import { inTurn } from '../store/database.ts'
import { projectionWrites } from '../store/projection.ts'
import { receiptStore } from '../store/receipts.ts'
import type { ReleaseSummary } from '../store/releases.ts'
import { type Store, stateAsOf } from '../store/store.ts'
import type { Log } from './log.ts'

const DAY = 86_400_000
/** Others' releases are noticed within a tenth of a second, also when the process is busy. */
const POLL = 50

/** Opens the log in a store's own file. */
export function localLog(store: Store, now: () => Date = () => new Date()): Log {
  const { addRelease, addProjection } = projectionWrites(store.db)
  const receipts = receiptStore(store.db)
  const listeners = new Set<() => void>()
  const dayAgo = () => new Date(now().getTime() - DAY).toISOString()
  let head: ReleaseSummary | undefined
  const wakeAll = () => {
    head = store.releases.newest()
    for (const wake of listeners) wake()
  }
  let polling: NodeJS.Timeout | undefined

  const dataVersion = store.db.$client.prepare('PRAGMA data_version').pluck()
  /** Other processes' commits show in data_version, which this connection's own do not change. */
  function poll() {
    let seen = dataVersion.get()
    polling = setInterval(() => {
      try {
        const version = dataVersion.get()
        if (version !== seen) wakeAll()
        seen = version
      } catch {
        // A file that cannot be read has no news; whoever asks for something in it is told why. The next look may do.
      }
    }, POLL).unref()
  }

  return {
    async append(release, { projection, draft, receipt } = {}) {
      const bytes = canonical(release)
      const appended = await inTurn(store.db, () => {
        store.requireFile()
        const before = store.releases.newest()?.number ?? 0
        if (release.number !== before + 1) return false
        if (draft !== undefined && store.drafts.one(draft)?.release !== null) return false
        addRelease(release, digest(bytes), bytes)
        // Nothing published can change what was known before this number, so what was worked out of it still follows.
        addProjection(projection ?? project(release, stateAsOf(store, before)))
        if (draft !== undefined) store.drafts.publishedAs(draft, release.number)
        receipts.removeBefore(dayAgo())
        if (receipt !== undefined) receipts.add(receipt, now().toISOString())
        return true
      })
      if (appended) wakeAll()
      return appended ? 'appended' : 'conflict'
    },

    head: () => (listeners.size === 0 ? store.releases.newest() : head),

    async *readAfter(number) {
      for (
        let next = store.releases.stored(number + 1);
        next !== undefined;
        next = store.releases.stored(next.number + 1)
      ) {
        yield next
      }
    },

    receipt: async (published_by, idempotency_key) => receipts.find(published_by, idempotency_key, dayAgo()),

    onMore(wake) {
      listeners.add(wake)
      if (polling === undefined) {
        head = store.releases.newest()
        poll()
      }
      return () => {
        listeners.delete(wake)
        if (listeners.size > 0) return
        clearInterval(polling)
        polling = undefined
      }
    },
  }
}
