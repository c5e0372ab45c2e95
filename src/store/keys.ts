// Keys of editors. A key is shown once and kept only as its SHA-256: 256 random bits need no slow hash, and a look-up
// by hash tells nothing by its timing, for whoever guesses cannot steer the hash of a guess towards a stored one.

import { randomBytes } from 'node:crypto'
import { and, asc, eq, getTableColumns, isNull } from 'drizzle-orm'
import { digest } from '../domain/chain.ts'
import type { Database } from './database.ts'
import { keys } from './schema.ts'

/** What a key may do: `draft` stores drafts; `publish` does that too, and publishes. */
export const scopes = keys.scope.enumValues
export type Scope = (typeof scopes)[number]

/** Whether a key may do what needs a scope. */
export const mayDo = (has: Scope, needed: Scope) => has === 'publish' || needed === 'draft'

/** Names that stand for publishing without a key. */
const reserved = ['bundled', 'cli']

/** How old `last_used_at` may be before it is written again, in milliseconds. */
const COARSE = 60_000

const ofKey = /hf(_|%5f)[\w%-]{20,}/gi

/** A text without the keys that stand in it: whoever puts a key in a wrong place must not find it in a log or an answer. */
export const concealed = (text: string) => text.replaceAll(ofKey, 'hf_…')

/** Whether a key stands in a text. */
export const holdsKey = (text: string) => /hf_[\w-]{43}(?![\w-])/.test(text)

const { hash, ...listed } = getTableColumns(keys)

/** Reads and writes of keys. */
export function keyStore(db: Database) {
  const byName = (name: string) => db.select().from(keys).where(eq(keys.name, name)).get()
  const hashOf = (key: string) => digest(Buffer.from(key))
  return {
    /** Makes a key and answers it, for the only time; undefined when the name was ever given away. */
    add(
      name: string,
      now: Date,
      { scope = 'publish', expires_on = null }: { scope?: Scope; expires_on?: string | null } = {},
    ): string | undefined {
      if (reserved.includes(name) || byName(name) !== undefined) return undefined
      const key = `hf_${randomBytes(32).toString('base64url')}`
      db.insert(keys)
        .values({ name, hash: hashOf(key), created_at: now.toISOString(), scope, expires_on })
        .run()
      return key
    },
    /** All keys there have been, without their hashes. */
    list: () => db.select(listed).from(keys).orderBy(asc(keys.created_at), asc(keys.name)).all(),
    /** Revokes a key at once; false when there is no such key in force. */
    revoke: (name: string, now: Date) =>
      db
        .update(keys)
        .set({ revoked_at: now.toISOString() })
        .where(and(eq(keys.name, name), isNull(keys.revoked_at)))
        .run().changes > 0,
    /** A key in force: known, not revoked and not expired. It is read anew each time, so that a revocation by any process counts at once. */
    inForce(key: string, now: Date) {
      const found = db
        .select(listed)
        .from(keys)
        .where(and(eq(keys.hash, hashOf(key)), isNull(keys.revoked_at)))
        .get()
      const today = now.toISOString().slice(0, 10)
      return found?.expires_on != null && found.expires_on < today ? undefined : found
    },
    /** Notes that a key was used, at most once a minute. It waits for no other writer: this is no reason to keep anyone waiting. */
    touch({ name, last_used_at }: { name: string; last_used_at: string | null }, now: Date) {
      if (last_used_at !== null && Date.parse(last_used_at) > now.getTime() - COARSE) return
      const timeout = db.$client.pragma('busy_timeout', { simple: true })
      db.$client.pragma('busy_timeout = 0')
      try {
        db.update(keys).set({ last_used_at: now.toISOString() }).where(eq(keys.name, name)).run()
      } catch {
        // Whoever cannot write now is told by what they came to do; the next use is noted.
      } finally {
        db.$client.pragma(`busy_timeout = ${timeout}`)
      }
    },
  }
}

/** A key as it is listed. */
export type KeyListed = ReturnType<ReturnType<typeof keyStore>['list']>[number]
