// What somebody could do to the file behind the service's back, and that verify finds it: any cell of any table made
// another value, rows moved, bytes of the file flipped. TAMPERING=5000 flips that many; TAMPERING_SEED says which.

import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { type Database, openDatabase } from '../src/store/database.ts'
import { openStore } from '../src/store/store.ts'
import { factTables } from '../src/store/triggers.ts'
import { verify } from '../src/store/verify.ts'
import { mutants, numbers } from './fixtures/mutants.ts'
import { smallPress } from './fixtures/small.ts'

const flips = Number(process.env.TAMPERING ?? 60)
const seed = Number(process.env.TAMPERING_SEED ?? 7)

/** The small history with nothing to stop anybody from changing it. */
async function unguarded(t: Test) {
  const press = await smallPress(t)
  const sqlite = press.store.db.$client
  for (const table of factTables)
    for (const verb of ['update', 'delete']) sqlite.exec(`DROP TRIGGER ${table}_refuses_${verb}`)
  sqlite.pragma('foreign_keys = OFF')
  /** Does it and undoes it; whether verify found it, or undefined when the database itself did not allow it. */
  const found = (statement: string, ...values: unknown[]) => {
    sqlite.exec('SAVEPOINT tried')
    try {
      if (sqlite.prepare(statement).run(...values).changes === 0) return undefined
      return verify(press.store) !== null
    } catch (error) {
      if (/^SQLITE_(CONSTRAINT|MISMATCH)/.test((error as { code?: string }).code ?? '')) return undefined
      throw error
    } finally {
      sqlite.exec('ROLLBACK TO tried; RELEASE tried')
    }
  }
  return { press, sqlite, found }
}

for (const table of factTables) {
  t.test(`another value of any kind in any column of ${table} is found`, async (t) => {
    const { press, sqlite, found } = await unguarded(t)
    const columns = (sqlite.pragma(`table_info(${table})`) as { name: string }[]).map(({ name }) => name)
    for (const column of columns) {
      // One row for each kind of value that stands in the column.
      const rows = sqlite
        .prepare(`SELECT max(rowid) AS rowid, ${column} AS value FROM ${table} GROUP BY typeof(${column})`)
        .all() as { rowid: number; value: unknown }[]
      let tried = 0
      for (const { rowid, value } of rows) {
        for (const mutant of mutants(value)) {
          const set = `UPDATE ${table} SET ${column} = ? WHERE rowid = ${rowid}`
          const was = found(set, mutant)
          if (was === false) t.fail(`${set} with ${JSON.stringify(mutant)} for ${JSON.stringify(value)} was not found`)
          if (was) tried += 1
        }
      }
      t.ok(tried > 0, `${column}: ${tried} values`)
    }
    t.equal(verify(press.store), null, 'and all of it was undone')
  })

  t.test(`two rows of ${table} that change places in any column are found`, async (t) => {
    const { sqlite, found } = await unguarded(t)
    const columns = (sqlite.pragma(`table_info(${table})`) as { name: string }[]).map(({ name }) => name)
    for (const column of columns) {
      const swap = `UPDATE ${table} SET ${column} = (SELECT other.${column} FROM ${table} other WHERE other.rowid IN (@one, @two) AND other.rowid <> ${table}.rowid)
        WHERE rowid IN (SELECT @one UNION SELECT @two)`
      const [one, two] = sqlite
        .prepare(`SELECT min(rowid) FROM ${table} GROUP BY ${column} ORDER BY 1 LIMIT 2`)
        .pluck()
        .all()
      if (two !== undefined) t.not(found(swap, { one, two }), false, column)
    }
  })
}

t.test('a release cut off in part is found: its row without its bytes, its bytes without what follows', async (t) => {
  const { found } = await unguarded(t)
  t.equal(found('DELETE FROM releases WHERE number = 5'), true)
  for (const table of factTables.filter((name) => name !== 'releases'))
    t.equal(found(`DELETE FROM ${table} WHERE release = 5`) ?? true, true, table)
})

t.test(`${flips} flipped bytes of the file: each is found, or no fact is another than before`, async (t) => {
  const folder = t.testdir()
  const path = join(folder, 'figures.db')
  const press = await smallPress(t, { path })
  const before = JSON.stringify(facts(press.store.db))
  press.store.db.$client.pragma('journal_mode = DELETE')
  press.store.db.$client.close()
  const whole = readFileSync(path)
  // The rest is room that nothing stands in.
  const used = Array.from(whole.keys()).filter((place) => whole[place] !== 0)
  const random = numbers(seed)
  const pick = (limit: number) => (random.next().value as (limit: number) => number)(limit)
  const tally = { found: 0, refused: 0, harmless: 0 }
  for (let flip = 0; flip < flips; flip++) {
    const [place, bit] = [used[pick(used.length)] as number, pick(8)]
    const copy = join(folder, 'flipped.db')
    const bytes = Buffer.from(whole)
    bytes[place] = (bytes[place] as number) ^ (1 << bit)
    writeFileSync(copy, bytes)
    const outcome = look(copy, before)
    if (outcome === 'missed') t.fail(`bit ${bit} of byte ${place} was not found`)
    else tally[outcome] += 1
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(copy + suffix, { force: true })
  }
  t.comment(`of ${used.length} bytes: ${JSON.stringify(tally)}`)
  t.ok(tally.found + tally.refused > 0)
})

/** Every row of every table of facts. */
const facts = (db: Database) =>
  factTables.map((table) => db.$client.prepare(`SELECT * FROM ${table} ORDER BY rowid`).raw().all())

/** What becomes of a changed file: found by verify, refused by SQLite, harmless since nothing is another, or missed. */
function look(path: string, before: string): 'found' | 'refused' | 'harmless' | 'missed' {
  let db: Database | undefined
  try {
    db = openDatabase(path)
    if (verify(openStore(db)) !== null) return 'found'
    return JSON.stringify(facts(db)) === before ? 'harmless' : 'missed'
  } catch (error) {
    if (error instanceof Error) return 'refused'
    throw error
  } finally {
    db?.$client.close()
  }
}
