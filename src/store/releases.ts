// Reading releases: which there are, what they hold, and their bytes as they were hashed.

import { and, asc, desc, eq, getTableColumns, gt, lte } from 'drizzle-orm'
import { atMost, atMostOne, given } from './as-of.ts'
import type { Database } from './database.ts'
import { release_totals, releases } from './schema.ts'
import type { Lazily } from './statements.ts'

const { canonical, ...summary } = getTableColumns(releases)
const { release, ...totals } = getTableColumns(release_totals)

/** Reads of releases. */
export function releaseReads(db: Database, lazily: Lazily) {
  const select = () =>
    db
      .select({ ...summary, ...totals })
      .from(releases)
      .innerJoin(release_totals, eq(release, releases.number))
  const newest = lazily(() => select().orderBy(desc(releases.number)).limit(atMostOne).prepare())
  const one = lazily(() =>
    select()
      .where(eq(releases.number, given('number')))
      .prepare(),
  )
  const publishedBy = lazily(() =>
    select()
      .where(lte(releases.published_at, given('instant')))
      .orderBy(desc(releases.published_at))
      .limit(atMostOne)
      .prepare(),
  )
  const page = lazily(() =>
    select()
      .where(and(gt(releases.number, given('after')), lte(releases.number, given('release'))))
      .orderBy(asc(releases.number))
      .limit(atMost)
      .prepare(),
  )
  const stored = lazily(() =>
    db
      .select()
      .from(releases)
      .where(eq(releases.number, given('number')))
      .prepare(),
  )

  return {
    newest: () => newest().get(),
    one: (number: number) => one().get({ number }),
    /** The newest release published by an instant. */
    publishedBy: (instant: string) => publishedBy().get({ instant }),
    /** Releases after one number, up to another, oldest first. */
    page: (query: { after: number; limit: number }, release: number) => page().all({ ...query, release }),
    /** A release with its canonical bytes. */
    stored: (number: number) => stored().get({ number }),
  }
}

/** A release without its contents: when, by whom, its digests, and how much it holds. */
export type ReleaseSummary = NonNullable<ReturnType<ReturnType<typeof releaseReads>['one']>>
export type StoredRelease = typeof releases.$inferSelect
