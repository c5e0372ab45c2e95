// Checking everything that is stored against the bytes that were hashed: each release follows from its bytes, the
// chain links, and every projected row is the one that follows from the releases, no more and no fewer.

import { getTableColumns, getTableName } from 'drizzle-orm'
import { digest } from '../domain/chain.ts'
import { project } from '../domain/projection.ts'
import type { Release } from '../domain/release.ts'
import { asStored, type ProjectedTable, rowsOf } from './projection.ts'
import type { StoredRelease } from './releases.ts'
import { replay } from './replay.ts'
import { projected } from './schema.ts'
import type { Store } from './store.ts'

/** The first thing that is not as it was published. */
export type Discrepancy = { release: number; detail: string }

/**
 * Verifies all releases in order; answers the first discrepancy, or null. `progress` hears of each release verified. All
 * is read as of one moment, whoever publishes meanwhile.
 */
export function verify(store: Store, progress: (release: number) => void = () => {}): Discrepancy | null {
  return store.db.$client.transaction(() => firstDiscrepancy(store, progress))()
}

function firstDiscrepancy(store: Store, progress: (release: number) => void): Discrepancy | null {
  const { db } = store
  const damage = db.$client.pragma('integrity_check(1)', { simple: true })
  const [first, newest] = db.$client
    .prepare('SELECT ifnull(min(number), 1), ifnull(max(number), 0) FROM releases')
    .raw()
    .get() as [number, number]
  if (first < 1) return { release: first, detail: `Release ${first} comes before the first, which is 1.` }
  let previous: StoredRelease | null = null
  const compare = rowComparison(store)
  // Text of the same letters would be hashed and served the same, and is not what was stored.
  const kind = db.$client.prepare('SELECT typeof(canonical) FROM releases WHERE number = ?').pluck()
  const whole = (stored: StoredRelease) => (kind.get(stored.number) === 'blob' ? null : 'is not stored as bytes')
  for (let number = 1; number <= newest; number++) {
    const stored = store.releases.stored(number)
    const detail =
      stored === undefined ? 'is missing' : (whole(stored) ?? releaseDetail(stored, previous) ?? compare(stored))
    if (stored === undefined || detail !== null) return { release: number, detail: `Release ${number} ${detail}.` }
    previous = stored
    progress(number)
  }
  for (const table of Object.values(projected)) {
    const name = getTableName(table)
    const stray = db.$client
      .prepare(`SELECT release FROM ${name} WHERE release NOT IN (SELECT number FROM releases) LIMIT 1`)
      .pluck()
      .get()
    if (stray !== undefined)
      return { release: Number(stray), detail: `Table ${name} has a row of release ${stray}, which does not exist.` }
  }
  return damage === 'ok' ? null : { release: newest, detail: `The database file is damaged: ${damage}.` }
}

function releaseDetail({ canonical: bytes, ...columns }: StoredRelease, previous: StoredRelease | null): string | null {
  if (digest(bytes) !== columns.digest) return 'does not have the digest that was published'
  const { published_at, published_by, note, previous_digest, number } = JSON.parse(bytes.toString()) as Release
  const said = { number, published_at, published_by, note, previous_digest, digest: columns.digest }
  const differing = Object.entries(said).find(([key, value]) => columns[key as keyof typeof columns] !== value)
  if (differing !== undefined) return `has another ${differing[0]} in its row than in its bytes`
  if (previous_digest !== (previous?.digest ?? null))
    return 'does not follow the release before it: previous_digest is another'
  if (previous !== null && published_at <= previous.published_at) return 'was not published after the release before it'
  return null
}

function rowComparison(store: Store) {
  const { state, pass } = replay(store)
  const reads = Object.entries(projected).map(([name, table]) => {
    const columns = Object.keys(getTableColumns(table))
    const statement = store.db.$client.prepare(`SELECT ${columns.join(', ')} FROM ${name} WHERE release = ?`).raw()
    return { name: name as ProjectedTable, columns, statement }
  })
  return ({ number, canonical: bytes }: StoredRelease): string | null => {
    const projection = project(JSON.parse(bytes.toString()) as Release, state())
    pass(projection)
    const all = rowsOf(projection)
    for (const { name, columns, statement } of reads) {
      const expected = all[name].map((row) => columns.map((column) => asStored(row[column as keyof typeof row])))
      const actual = statement.all(number) as unknown[][]
      // They come in the order in which they were written, unless somebody else wrote them.
      if (isSame(expected, actual)) continue
      const lines = new Set(actual.map(written))
      const missing = expected.map(written).find((row) => !lines.delete(row))
      if (missing !== undefined) return `has a row in table ${name} that is missing or altered: ${missing}`
      const [extra] = lines
      if (extra !== undefined) return `has a row in table ${name} that does not follow from it: ${extra}`
    }
    return null
  }
}

const isSame = (expected: unknown[][], actual: unknown[][]) =>
  expected.length === actual.length &&
  expected.every((row, index) => row.every((value, column) => value === actual[index]?.[column]))

/** A row as text, in which no two values look alike: infinity, which JSON does not have, is none of ours. */
const written = (row: unknown[]): string =>
  JSON.stringify(row, (_, value) => (Math.abs(value) === Number.POSITIVE_INFINITY ? `${value}` : value))
