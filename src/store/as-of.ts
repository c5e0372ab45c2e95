// Reading as of a release. Every statement is prepared once and takes the release as `release`; of all that a table has
// said about a thing, the row of the newest release by then is in force.

import { type Column, type Placeholder, type SQL, sql } from 'drizzle-orm'
import type { AnySQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import { currents } from './schema.ts'

/**
 * A parameter of a prepared statement to compare a column with. SQLite plans a statement with an ORDER BY again whenever
 * a bare parameter in it is bound anew, which takes longer than most answers; not so when it is a subquery.
 */
export const given = (parameter: string): SQL => sql`(SELECT ${sql.placeholder(parameter)})`

/** How many rows a statement gives at most. drizzle's types know no expression here; SQLite and drizzle do. */
export const atMost = given('limit') as unknown as Placeholder

/** One row. A number that drizzle is given becomes a parameter, and is no better than another bare one. */
export const atMostOne = sql`1` as unknown as Placeholder

/** The release an answer is drawn from, in every prepared statement. */
export const asOf = given('release')

/** The condition that a row of `table` is the one in force: the newest by `asOf` among those with the same `keys`. */
export function inForce(table: SQLiteTable & { release: AnySQLiteColumn }, ...keys: AnySQLiteColumn[]): SQL {
  const same = sql.join(
    keys.map((key) => sql`newer.${sql.identifier(key.name)} = ${key}`),
    sql` AND `,
  )
  return sql`${table.release} = (SELECT max(newer.release) FROM ${table} newer WHERE ${same} AND newer.release <= ${asOf})`
}

/** Columns of `currents` that say which observation of a figure is its current one. */
export function ofCurrent(figure: SQL | Column, ...columns: Column[]): SQL {
  return sql`(SELECT ${sql.join(columns, sql`, `)} FROM ${currents} WHERE ${currents.figure} = ${figure} AND ${currents.release} <= ${asOf} ORDER BY ${currents.release} DESC LIMIT 1)`
}

/** A filter that is off when its parameter is null. */
export function ifGiven(parameter: string, condition: (placeholder: SQL) => SQL): SQL {
  const placeholder = given(parameter)
  return sql`(${placeholder} IS NULL OR ${condition(placeholder)})`
}
