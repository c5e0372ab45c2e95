// Drafts that wait for a second person. They are nobody's figures yet: no table that is read for the public refers to
// them.

import { and, asc, eq, getTableColumns, isNull } from 'drizzle-orm'
import type { Database } from './database.ts'
import { drafts } from './schema.ts'

/** Reads and writes of drafts. */
export function draftStore(db: Database) {
  const { body, ...listed } = getTableColumns(drafts)
  const waiting = isNull(drafts.release)
  return {
    /** Stores a draft as it was sent; answers its id. */
    add: (draft: Pick<StoredDraft, 'drafted_by' | 'drafted_at' | 'note' | 'body'>): number =>
      db.insert(drafts).values(draft).returning({ id: drafts.id }).get().id,
    /** A draft, waiting or published. */
    one: (id: number) => db.select().from(drafts).where(eq(drafts.id, id)).get(),
    /** The drafts that wait, oldest first, without their bodies. */
    waiting: () => db.select(listed).from(drafts).where(waiting).orderBy(asc(drafts.id)).all(),
    /** Removes a draft that waits; false when there is none. */
    withdraw: (id: number) =>
      db
        .delete(drafts)
        .where(and(eq(drafts.id, id), waiting))
        .run().changes > 0,
    /** Notes what a draft was published as. */
    publishedAs(id: number, release: number) {
      db.update(drafts).set({ release }).where(eq(drafts.id, id)).run()
    },
  }
}

/** A draft as it is stored; `release` is null while it waits. */
export type StoredDraft = typeof drafts.$inferSelect
