// Publishing keys. A key is shown once and kept only as its SHA-256: 256 random bits need no slow hash, and a look-up
// by hash tells nothing by its timing.

import { randomBytes } from 'node:crypto'
import { and, asc, eq, isNull } from 'drizzle-orm'
import { digest } from '../domain/chain.ts'
import type { Database } from './database.ts'
import { keys } from './schema.ts'

/** Names that stand for publishing without a key. */
const reserved = ['bundled', 'cli']

/** Reads and writes of keys. */
export function keyStore(db: Database) {
  const byName = (name: string) => db.select().from(keys).where(eq(keys.name, name)).get()
  const hashOf = (key: string) => digest(Buffer.from(key))
  return {
    /** Makes a key and answers it, for the only time; undefined when the name was ever given away. */
    add(name: string, now: Date): string | undefined {
      if (reserved.includes(name) || byName(name) !== undefined) return undefined
      const key = `hf_${randomBytes(32).toString('base64url')}`
      db.insert(keys)
        .values({ name, hash: hashOf(key), created_at: now.toISOString() })
        .run()
      return key
    },
    list: () =>
      db
        .select({ name: keys.name, created_at: keys.created_at, revoked_at: keys.revoked_at })
        .from(keys)
        .orderBy(asc(keys.created_at), asc(keys.name))
        .all(),
    /** Revokes a key at once; false when there is no such key in force. */
    revoke: (name: string, now: Date) =>
      db
        .update(keys)
        .set({ revoked_at: now.toISOString() })
        .where(and(eq(keys.name, name), isNull(keys.revoked_at)))
        .run().changes > 0,
    /** The name of a key in force. */
    nameOf: (key: string) =>
      db
        .select({ name: keys.name })
        .from(keys)
        .where(and(eq(keys.hash, hashOf(key)), isNull(keys.revoked_at)))
        .get()?.name,
  }
}
