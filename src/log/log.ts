// The order of releases. Whoever keeps the log decides which release is number n; everything else follows it.

import type { Projection } from '../domain/projection.ts'
import type { Release } from '../domain/release.ts'
import type { ReleaseSummary, StoredRelease } from '../store/releases.ts'

/** What an Idempotency-Key was answered with. */
export type Receipt = { published_by: string; idempotency_key: string; body_digest: string; release: number }

/** What goes with a release: what follows from it, where that was worked out already; the stored draft it came from; the receipt of its request. */
export type Enclosed = {
  projection?: Projection | undefined
  draft?: number | undefined
  receipt?: Receipt | undefined
}

/** The releases in order. One implementation is as good as another: test/log.ts is the contract of all. */
export type Log = {
  /**
   * Adds a release if its number is the one after the newest, and with it what came of its draft: "conflict" when
   * another took that number, or the draft does not wait any more, and then nothing is stored. Answers once this
   * instance can read the release. Throws when the outcome is unknown.
   */
  append(release: Release, enclosed?: Enclosed): Promise<'appended' | 'conflict'>
  /** The newest release that this instance can read. While anybody listens it is held in memory, and moves before they wake. */
  head(): ReleaseSummary | undefined
  /** The releases after a number, in order, up to the newest. */
  readAfter(number: number): AsyncIterable<StoredRelease>
  /** What this key of this publisher was answered with in the last 24 hours. */
  receipt(published_by: string, idempotency_key: string): Promise<Receipt | undefined>
  /** Calls `wake` whenever there is more to read, whoever published it. Answers how to stop that. */
  onMore(wake: () => void): () => void
}
