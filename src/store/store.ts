// The reads of one database, and the state that the rules of publication look things up in.

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
import { statements } from './statements.ts'

export type Store = ReturnType<typeof openStore>

/** The reads of a migrated database, each prepared when it is first asked for. */
export function openStore(db: Database) {
  const { lazily, prepareAll } = statements()
  const observations = observationReads(db, lazily)
  const size = lazily(() =>
    db.$client.prepare('SELECT page_count * page_size FROM pragma_page_count, pragma_page_size').pluck(),
  )
  return {
    db,
    prepareAll,
    /** Throws a Problem, unavailable, when the files of the database are not those that were opened. */
    requireFile: fileWatch(db),
    releases: releaseReads(db, lazily),
    figures: figureReads(db, lazily, observations),
    observations,
    revisions: revisionReads(db, lazily),
    changes: changeReads(db, lazily, observations),
    sources: sourceReads(db, lazily),
    identities: identityReads(db, lazily),
    keys: keyStore(db),
    /** Bytes of the database: its pages, without what waits in the write-ahead log. */
    size: (): number => size().get() as number,
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
