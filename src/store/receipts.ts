// What each Idempotency-Key was answered with, so that a publisher who heard no answer can safely ask again.

import { and, eq, gte, lt, sql } from 'drizzle-orm'
import type { Database } from './database.ts'
import { receipts } from './schema.ts'

/** Reads and writes of receipts; instants are ISO 8601. */
export function receiptStore(db: Database) {
  const given = (parameter: string) => sql.placeholder(parameter)
  const find = db
    .select()
    .from(receipts)
    .where(
      and(
        eq(receipts.published_by, given('published_by')),
        eq(receipts.idempotency_key, given('idempotency_key')),
        gte(receipts.created_at, given('since')),
      ),
    )
    .prepare()
  return {
    find: (published_by: string, idempotency_key: string, since: string) =>
      find.get({ published_by, idempotency_key, since }),
    add: (receipt: Omit<typeof receipts.$inferInsert, 'created_at'>, created_at: string) => {
      db.insert(receipts)
        .values({ ...receipt, created_at })
        .run()
    },
    removeBefore: (instant: string) => {
      db.delete(receipts).where(lt(receipts.created_at, instant)).run()
    },
  }
}
