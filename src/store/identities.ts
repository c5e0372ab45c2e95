// Reading accounting identities as of a release.

import { and, asc, eq } from 'drizzle-orm'
import { given, inForce } from './as-of.ts'
import type { Database } from './database.ts'
import { identities } from './schema.ts'
import type { Lazily } from './statements.ts'

/** Reads of identities, as of the release given to each. */
export function identityReads(db: Database, lazily: Lazily) {
  const one = lazily(() =>
    db
      .select()
      .from(identities)
      .where(and(eq(identities.id, given('id')), inForce(identities, identities.id)))
      .prepare(),
  )
  const all = lazily(() =>
    db.select().from(identities).where(inForce(identities, identities.id)).orderBy(asc(identities.position)).prepare(),
  )
  return {
    one: (id: string, release: number) => one().get({ id, release }),
    all: (release: number) => all().all({ release }),
  }
}
