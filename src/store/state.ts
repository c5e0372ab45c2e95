// What the rules of publication look up, as of a release. A release of a thousand observations asks several thousand
// times: each question goes to SQLite once, through statements that read nothing but what the rules need. They say
// (SELECT ?) for ?: SQLite plans a statement with an ORDER BY again whenever a parameter that a column is compared with
// is bound anew, which takes five times as long as the answer.

import { getTableColumns } from 'drizzle-orm'
import type { Claim } from '../domain/claim.ts'
import type { ObservationKey, Revision } from '../domain/observation.ts'
import type { Database } from './database.ts'
import { claims, revisions } from './schema.ts'
import type { Lazily } from './statements.ts'

type Row = Omit<Revision, 'replaced' | 'claims' | 'contested'> & {
  contested: number
  replaced_reference_date: string | null
  replaced_revision: number | null
}
type ClaimRow = Omit<Claim, 'preferred'> & { preferred: number }

const { position, place, figure, reference_date, release, ...claimColumns } = getTableColumns(claims)
const named = (columns: object) => Object.keys(columns).join(', ')

/** Reads of revisions for the rules: without their sources, and without the instant of their release. */
export function revisionReads({ $client }: Database, lazily: Lazily) {
  const selected = `SELECT ${named(getTableColumns(revisions))} FROM revisions`
  const newest = lazily(() =>
    $client.prepare<[string, string, number], Row>(
      `${selected} WHERE figure = (SELECT ?) AND reference_date = (SELECT ?) AND release <= (SELECT ?) ORDER BY release DESC LIMIT 1`,
    ),
  )
  const current = lazily(() =>
    $client.prepare<[string, number], Row>(
      `${selected} WHERE position = (SELECT position FROM currents WHERE figure = (SELECT ?) AND release <= (SELECT ?) ORDER BY release DESC LIMIT 1)`,
    ),
  )
  const claimed = lazily(() =>
    $client.prepare<[number], ClaimRow>(
      `SELECT ${named(claimColumns)} FROM claims WHERE position = (SELECT ?) ORDER BY place`,
    ),
  )

  const told = (row: Row | undefined): Revision | undefined => {
    if (row === undefined) return undefined
    const { replaced_reference_date, replaced_revision, contested, ...rest } = row
    return {
      ...rest,
      contested: contested === 1,
      replaced:
        replaced_reference_date === null || replaced_revision === null
          ? null
          : { reference_date: replaced_reference_date, revision: replaced_revision },
      claims: claimed()
        .all(row.position)
        .map((claim) => ({ ...claim, preferred: claim.preferred === 1 })),
    } as Revision
  }

  return {
    /** The newest revision of one observation, retracted or not. */
    newest: (key: ObservationKey, release: number) => told(newest().get(key.figure, key.reference_date, release)),
    /** A figure's current observation. */
    current: (figure: string, release: number) => told(current().get(figure, release)),
  }
}

/** Asks once for each thing, and remembers the answer among `answers`. */
export function once<T>(ask: (id: string) => T, answers = new Map<string, T>()): (id: string) => T {
  return (id) => {
    const known = answers.get(id)
    if (known !== undefined || answers.has(id)) return known as T
    const answer = ask(id)
    answers.set(id, answer)
    return answer
  }
}
