// Making the rows of long pages. drizzle writes their SQL; but of every value it asks anew what column it is of, which takes
// as long as SQLite takes to find it. Here that is asked once of each column.

import { Column, type SQL } from 'drizzle-orm'

type Fields = Record<string, Column | SQL>

/** A prepared query, and what drizzle makes of it. */
type Prepared<R> = {
  values(parameters: Record<string, unknown>): unknown
  all(parameters: Record<string, unknown>): R
}

/**
 * Reads all rows of a prepared query as drizzle would, given the selection it was made of: columns, or groups of them by
 * name. Not for outer joins, whose groups may be null.
 */
export function rowsOf<R>(
  prepared: Prepared<R>,
  selection: Record<string, Column | SQL | Fields>,
): (parameters: Record<string, unknown>) => R {
  const isField = (value: object): value is Column | SQL => value instanceof Column || 'queryChunks' in value
  const plain = Object.entries(selection).every(([, value]) => isField(value))
  const groups = plain ? [['', selection as Fields] as const] : Object.entries(selection as Record<string, Fields>)
  let width = 0
  const makers = groups.map(([name, fields]) => {
    const make = maker(fields, width)
    width += Object.keys(fields).length
    return { name, make }
  })
  const [only] = makers
  const make = (row: unknown[]) =>
    plain ? only?.make(row) : Object.fromEntries(makers.map(({ name, make }) => [name, make(row)]))
  return (parameters) => (prepared.values(parameters) as unknown[][]).map(make) as R
}

/** Makes an object out of a row's values from one on. */
function maker(fields: Fields, from: number): (row: unknown[]) => Record<string, unknown> {
  const columns = Object.entries(fields).map(([name, field], index) => ({
    name,
    at: from + index,
    decoded: field instanceof Column && field.mapFromDriverValue !== Column.prototype.mapFromDriverValue ? field : null,
  }))
  return (row) => {
    const made: Record<string, unknown> = {}
    for (const { name, at, decoded } of columns) {
      const value = row[at]
      made[name] = decoded === null || value === null ? value : decoded.mapFromDriverValue(value)
    }
    return made
  }
}
