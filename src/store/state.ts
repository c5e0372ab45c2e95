// What the rules of publication look up, as of a release. A release of a thousand observations asks several thousand
// times: each question goes to SQLite once, through statements that read nothing but what the rules need.

import { getTableColumns } from 'drizzle-orm'
import type { Claim } from '../domain/claim.ts'
import type { ObservationKey, Revision, RevisionKey } from '../domain/observation.ts'
import type { Database } from './database.ts'
import { claims, revisions } from './schema.ts'

type Row = Omit<Revision, 'replaced' | 'claims' | 'contested'> & {
  contested: number
  replaced_reference_date: string | null
  replaced_revision: number | null
}
type ClaimRow = Omit<Claim, 'preferred'> & { preferred: number }

const { figure, reference_date, revision, release, place, ...claimColumns } = getTableColumns(claims)
const named = (columns: object) => Object.keys(columns).join(', ')

/** Reads of revisions for the rules: without their sources, and without the instant of their release. */
export function revisionReads({ $client }: Database) {
  const selected = `SELECT ${named(getTableColumns(revisions))} FROM revisions WHERE figure = ? AND reference_date = ?`
  const newest = $client.prepare<[string, string, number], Row>(
    `${selected} AND release <= ? ORDER BY release DESC LIMIT 1`,
  )
  const any = $client.prepare(
    'SELECT 1 FROM revisions WHERE figure = ? AND reference_date = ? AND release <= ? LIMIT 1',
  )
  const one = $client.prepare<[string, string, number], Row>(`${selected} AND revision = ?`)
  const current = $client.prepare<[string, number], Omit<RevisionKey, 'figure'>>(
    'SELECT reference_date, revision FROM currents WHERE figure = ? AND release <= ? ORDER BY release DESC LIMIT 1',
  )
  const claimed = $client.prepare<[string, string, number], ClaimRow>(
    `SELECT ${named(claimColumns)} FROM claims WHERE figure = ? AND reference_date = ? AND revision = ? ORDER BY place`,
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
      claims: claimed
        .all(row.figure, row.reference_date, row.revision)
        .map((claim) => ({ ...claim, preferred: claim.preferred === 1 })),
    } as Revision
  }

  return {
    /** The newest revision of one observation, retracted or not. */
    newest: ({ figure, reference_date }: ObservationKey, release: number) =>
      // Most are new, and SQLite finds out in a fifth of the time when it need not walk backwards.
      any.get(figure, reference_date, release) === undefined
        ? undefined
        : told(newest.get(figure, reference_date, release)),
    /** A figure's current observation. */
    current(figure: string, release: number) {
      const key = current.get(figure, release)
      return key && told(one.get(figure, key.reference_date, key.revision))
    },
  }
}

/** Asks once for each thing, and remembers the answer. */
export function once<T>(ask: (id: string) => T): (id: string) => T {
  const answers = new Map<string, T>()
  return (id) => {
    const known = answers.get(id)
    if (known !== undefined || answers.has(id)) return known as T
    const answer = ask(id)
    answers.set(id, answer)
    return answer
  }
}
