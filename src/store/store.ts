// The reads of one database, each prepared once, and the state that the rules of publication look things up in.

import { type Restatement, restatedKeys } from '../domain/changes.ts'
import { Figure } from '../domain/figure.ts'
import { Identity } from '../domain/reconciliation.ts'
import { Source } from '../domain/source.ts'
import type { State } from '../domain/state.ts'
import { changeReads } from './changes.ts'
import type { Database } from './database.ts'
import { draftStore } from './drafts.ts'
import { figureReads } from './figures.ts'
import { fileWatch } from './file-watch.ts'
import { identityReads } from './identities.ts'
import { keyStore } from './keys.ts'
import { observationReads } from './observations.ts'
import { releaseReads } from './releases.ts'
import { sourceReads } from './sources.ts'
import { once, revisionReads } from './state.ts'

export type Store = ReturnType<typeof openStore>

/** Prepares the reads of a migrated database. */
export function openStore(db: Database) {
  const observations = observationReads(db)
  const size = db.$client.prepare('SELECT page_count * page_size FROM pragma_page_count, pragma_page_size')
  // A start has no time for statements that the first answers do not need.
  const later: {
    revisions?: ReturnType<typeof revisionReads>
    changes?: ReturnType<typeof changeReads>
    sources?: ReturnType<typeof sourceReads>
    identities?: ReturnType<typeof identityReads>
  } = {}
  return {
    db,
    /** Throws a Problem, unavailable, when the files of the database are not those that were opened. */
    requireFile: fileWatch(db),
    releases: releaseReads(db),
    figures: figureReads(db, observations),
    observations,
    get revisions() {
      later.revisions ??= revisionReads(db)
      return later.revisions
    },
    get changes() {
      later.changes ??= changeReads(db, observations)
      return later.changes
    },
    get sources() {
      later.sources ??= sourceReads(db)
      return later.sources
    },
    get identities() {
      later.identities ??= identityReads(db)
      return later.identities
    },
    keys: keyStore(db),
    /** Bytes of the database: its pages, without what waits in the write-ahead log. */
    size: (): number => size.pluck().get() as number,
    drafts: draftStore(db),
  }
}

/** The keys of a figure, source or identity whose values a release changed. */
export function restatedIn(store: Store, subject: Restatement['subject'], id: string, release: number): string[] {
  const [now, before] = [stateAsOf(store, release)[subject](id), stateAsOf(store, release - 1)[subject](id)]
  const schema = { figure: Figure, source: Source, identity: Identity }[subject]
  return restatedKeys(schema, now as object, before) as string[]
}

/** Everything known as of a release; 0 is the state before the first. What was looked up is remembered. */
export function stateAsOf(store: Store, release: number): State {
  const { releases, figures, sources, identities, observations, revisions } = store
  const observation = once((key) => {
    const [figure, reference_date] = key.split(' ') as [string, string]
    return revisions.newest({ figure, reference_date }, release)
  })
  const current = once((figure) => revisions.current(figure, release))
  return {
    head: releases.one(release) ?? null,
    figure: once((id) => figures.definition(id, release)),
    source: once((id) => sources.one(id, release)),
    identity: once((id) => identities.one(id, release)),
    observation: (figure, reference_date) => observation(`${figure} ${reference_date}`),
    current: (figure, before) =>
      before === undefined ? current(figure) : observations.current(figure, release, before),
    newestReferenceDate: (except) => observations.newestReferenceDate(except, release),
  }
}

/** Everything known now. */
export function newestState(store: Store): State {
  return stateAsOf(store, store.releases.newest()?.number ?? 0)
}
