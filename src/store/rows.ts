// Making the rows of long pages. drizzle writes their SQL; but of every value it asks anew what column it is of, which takes
// as long as SQLite takes to find it. Here that is asked once of each column.

import { Column, type SQL } from 'drizzle-orm'

/** A prepared query, and what drizzle makes of it. */
type Prepared<R> = {
  values(parameters: Record<string, unknown>): unknown
  all(parameters: Record<string, unknown>): R
}

/**
 * Reads all rows of a prepared query as drizzle would, given the selection it was made of: columns, and SQL that gives
 * numbers, texts or null.
 */
export function rowReader<R>(
  prepared: Prepared<R>,
  selection: Record<string, Column | SQL>,
): (parameters: Record<string, unknown>) => R {
  const columns = Object.entries(selection).map(([name, field], at) => ({
    name,
    at,
    decoded: field instanceof Column && field.mapFromDriverValue !== Column.prototype.mapFromDriverValue ? field : null,
  }))
  const make = (row: unknown[]) => {
    const made: Record<string, unknown> = {}
    for (const { name, at, decoded } of columns) {
      const value = row[at]
      made[name] = decoded === null || value === null ? value : decoded.mapFromDriverValue(value)
    }
    return made
  }
  return (parameters) => (prepared.values(parameters) as unknown[][]).map(make) as R
}
