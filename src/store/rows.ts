// Making the rows of long pages. drizzle writes their SQL; but of every value it asks anew what column it is of, which takes
// as long as SQLite takes to find it. Here that is asked once of each column.

import { Column, SQL } from 'drizzle-orm'

/** A prepared query, and what drizzle makes of it. */
type Prepared<R> = {
  values(parameters: Record<string, unknown>): unknown
  all(parameters: Record<string, unknown>): R
}

/** What is selected, by name: columns, SQL that gives numbers, texts or null, and groups of these. */
type Selection = { [name: string]: Column | SQL | Selection }

/** Reads all rows of a prepared query as drizzle would, given the selection it was made of; groups are never null. */
export function rowReader<R>(prepared: Prepared<R>, selection: Selection): (parameters: Record<string, unknown>) => R {
  const make = maker(selection, { next: 0 })
  return (parameters) => (prepared.values(parameters) as unknown[][]).map(make) as R
}

function maker(selection: Selection, place: { next: number }): (row: unknown[]) => Record<string, unknown> {
  const fields = Object.entries(selection).map(([name, field]) => ({ name, read: reader(field, place) }))
  return (row) => {
    const made: Record<string, unknown> = {}
    for (const { name, read } of fields) made[name] = read(row)
    return made
  }
}

function reader(field: Column | SQL | Selection, place: { next: number }): (row: unknown[]) => unknown {
  if (!(field instanceof Column || field instanceof SQL)) return maker(field, place)
  const at = place.next++
  if (field instanceof SQL || field.mapFromDriverValue === Column.prototype.mapFromDriverValue) return (row) => row[at]
  return (row) => (row[at] === null ? null : field.mapFromDriverValue(row[at]))
}
