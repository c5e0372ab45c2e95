import { readFileSync, writeFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import { canonical, digest } from '../src/domain/chain.ts'
import type { Release } from '../src/domain/release.ts'
import { openDatabase } from '../src/store/database.ts'
import { openStore } from '../src/store/store.ts'
import { factTables } from '../src/store/triggers.ts'
import { verify } from '../src/store/verify.ts'
import { bundledPress, emptyPress, noon } from './fixtures/press.ts'
import { smallPress } from './fixtures/small.ts'

type Column = { name: string; type: string; notnull: number }
type Row = { rowid: number; release: number }

/** The small history without the guards of the database, and a way to try out what somebody could do to it. */
async function unlocked(t: Test) {
  const press = await smallPress(t)
  const sqlite = press.store.db.$client
  for (const table of factTables)
    for (const verb of ['update', 'delete']) sqlite.exec(`DROP TRIGGER ${table}_refuses_${verb}`)
  sqlite.pragma('foreign_keys = OFF')
  /** Does it, verifies, and undoes it. */
  const after = (statement: string, ...values: unknown[]) => {
    sqlite.exec('SAVEPOINT tried')
    const { changes } = sqlite.prepare(statement).run(...values)
    const found = verify(press.store)
    sqlite.exec('ROLLBACK TO tried; RELEASE tried')
    return { changes, found }
  }
  const columns = (table: string) => sqlite.pragma(`table_info(${table})`) as Column[]
  const rows = (table: string) => {
    const number = table === 'releases' ? 'number' : 'release'
    return sqlite.prepare(`SELECT rowid AS rowid, ${number} AS release FROM ${table}`).all() as Row[]
  }
  return { press, path: press.path, sqlite, after, columns, rows }
}

/** Other values for a cell, as SQL. */
function others({ name, type, notnull }: Column): string[] {
  const another =
    type === 'TEXT' ? `ifnull(${name}, '') || 'x'` : type === 'BLOB' ? `${name} || x'20'` : `ifnull(${name}, 0) + 50`
  return notnull === 1 || name === 'number' || name === 'release' ? [another] : [another, 'NULL']
}

t.test('what was published verifies, release after release', async (t) => {
  const heard: number[] = []
  const { store } = await bundledPress(t)
  t.equal(
    verify(store, (release) => heard.push(release)),
    null,
  )
  t.strictSame(heard, [1, 2])
  t.equal(verify((await smallPress(t, { path: `${t.testdirName}/small.db` })).store), null)
})

t.test('what is verified is the database of one moment, whatever becomes of it meanwhile', async (t) => {
  const { press, path } = await unlocked(t)
  const other = openDatabase(path)
  t.teardown(() => other.$client.close())
  const alters = (release: number) => {
    if (release === 1) other.$client.exec('UPDATE revisions SET value = 99 WHERE release = 2')
  }
  t.equal(verify(press.store, alters), null)
  t.match(verify(press.store), { release: 2, detail: /^Release 2 has a row in table revisions / })
})

t.test('before the first release everything is in order', (t) => {
  t.equal(verify(emptyPress(t).store), null)
  t.end()
})

for (const table of factTables) {
  t.test(
    `a changed cell in any column of any row of ${table} is found, and the release it belongs to named`,
    async (t) => {
      const { after, columns, rows, press } = await unlocked(t)
      for (const column of columns(table)) {
        let changed = 0
        for (const { rowid, release } of rows(table)) {
          for (const other of others(column)) {
            const set = `UPDATE ${table} SET ${column.name} = ${other} WHERE rowid = ${rowid}`
            const { changes, found } = after(`${set} AND ${column.name} IS NOT ${other}`)
            if (changes === 0) continue
            changed += changes
            if (found?.release !== release) t.fail(`${set} was not found in release ${release}`, { found })
          }
        }
        t.ok(changed > 0, `${column.name} was changed ${changed} times`)
      }
      t.equal(verify(press.store), null, 'and all of it was undone')
    },
  )

  t.test(`a missing row of ${table} is found, and its release named`, async (t) => {
    const { after, rows } = await unlocked(t)
    for (const { rowid, release } of rows(table)) {
      t.equal(after(`DELETE FROM ${table} WHERE rowid = ${rowid}`).found?.release, release)
    }
  })
}

t.test('a cell that became infinite is found where none was, though JSON has no infinity', async (t) => {
  const { after } = await unlocked(t)
  for (const value of ['9e999', '-9e999']) {
    const { changes, found } = after(`UPDATE claims SET preference_note = NULL, upper_value = ${value} WHERE rowid = 1`)
    t.equal(changes, 1)
    t.match(found, { release: 1, detail: /table claims/ })
  }
})

t.test('a row that follows from no release is found', async (t) => {
  const { after } = await unlocked(t)
  const copies = {
    figures:
      "SELECT 'made_up', 2, position, definition_version, title, definition, unit, hostage_status, condition, scope, population, accumulation, period_start, period_end FROM figures LIMIT 1",
    sources:
      "SELECT 'made-up', 2, position, publisher, carrier, title, url, archived_url, language, published_on, retrieved_on, note FROM sources LIMIT 1",
    identities: "SELECT 'made_up', 2, position, scope, title, total, parts FROM identities LIMIT 1",
    revisions:
      "SELECT 2000009, 'made_up', reference_date, revision, 2, change_type, reason, error_origin, series_break, value, qualifier, upper_value, lower_bound, upper_bound, contested, definition_version, replaced_reference_date, replaced_revision FROM revisions LIMIT 1",
    claims:
      'SELECT position, 9, figure, reference_date, 2, source, value, qualifier, upper_value, wording, attributed_to, locator, derivation, preferred, preference_note FROM claims LIMIT 1',
    currents: "SELECT 'made_up', 2, reference_date, revision, position FROM currents LIMIT 1",
  }
  for (const [table, copy] of Object.entries(copies)) {
    const { found } = after(`INSERT INTO ${table} ${copy}`)
    t.equal(found?.release, 2)
    t.match(found?.detail, `Release 2 has a row in table ${table} that does not follow from it: `)
  }
  t.match(after("INSERT INTO currents VALUES ('held', 99, NULL, NULL, NULL)").found, {
    release: 99,
    detail: 'Table currents has a row of release 99, which does not exist.',
  })
  t.match(after('INSERT INTO release_totals VALUES (6, 0, 0, 0, 0, NULL)').found, {
    release: 6,
    detail: 'Table release_totals has a row of release 6, which does not exist.',
  })
  const before = "INSERT INTO releases VALUES (0, '2020-01-01T00:00:00.000Z', 'desk', 'Before.', NULL, 'abc', x'7b7d')"
  t.strictSame(after(before).found, { release: 0, detail: 'Release 0 comes before the first, which is 1.' })
})

t.test('the first bad release is named, and in words what is wrong with it', async (t) => {
  const { after } = await unlocked(t)
  const detail = (statement: string, ...values: unknown[]) => after(statement, ...values).found?.detail
  t.equal(
    detail("UPDATE releases SET note = 'Another.' WHERE number > 1"),
    'Release 2 has another note in its row than in its bytes.',
  )
  t.equal(detail('DELETE FROM releases WHERE number IN (2, 4)'), 'Release 2 is missing.')
  t.equal(
    detail('UPDATE releases SET canonical = ? WHERE number = 3', Buffer.from('{}')),
    'Release 3 does not have the digest that was published.',
  )
  t.equal(
    detail('UPDATE currents SET revision = 2 WHERE release = 2 AND figure = ?', 'held'),
    'Release 2 has a row in table currents that is missing or altered: ["held",2,"2025-02-01",1,2000000].',
  )
})

/** Publishes, as the newest release, one that was changed after it was planned. */
async function forged(t: Test, change: (release: Release) => Partial<Release>) {
  const press = await smallPress(t)
  const fifth = press.store.releases.stored(5)
  const release = JSON.parse(fifth?.canonical.toString() ?? '') as Release
  const observations = [{ ...release.observations[1], reference_date: '2025-03-01', change_type: 'new' }]
  const next = {
    ...release,
    number: 6,
    previous_digest: fifth?.digest,
    published_at: '2026-11-22T14:00:00.000Z',
    observations,
  }
  await press.log.append({ ...next, ...change(next as Release) } as Release)
  return press
}

t.test('a release that does not follow the one before it is found', async (t) => {
  t.equal(verify((await forged(t, () => ({}))).store), null, 'as it should be')
  const another = await forged(t, () => ({ previous_digest: digest(canonical({})) }))
  t.strictSame(verify(another.store), {
    release: 6,
    detail: 'Release 6 does not follow the release before it: previous_digest is another.',
  })
})

t.test('a release that was published before the one before it is found', async (t) => {
  const { store } = await forged(t, () => ({ published_at: '2026-11-22T13:00:00.000Z' }))
  t.strictSame(verify(store), { release: 6, detail: 'Release 6 was not published after the release before it.' })
})

t.test('a rewritten release is found even when its digest and its rows were rewritten with it', async (t) => {
  const { press, sqlite } = await unlocked(t)
  const second = press.store.releases.stored(2)
  const bytes = canonical({ ...JSON.parse(second?.canonical.toString() ?? ''), note: 'Another note.' })
  sqlite
    .prepare("UPDATE releases SET note = 'Another note.', canonical = ?, digest = ? WHERE number = 2")
    .run(bytes, digest(bytes))
  t.strictSame(verify(press.store), {
    release: 3,
    detail: 'Release 3 does not follow the release before it: previous_digest is another.',
  })
})

t.test('a damaged file is found even where no release was touched', async (t) => {
  const { store, path } = await smallPress(t)
  store.keys.add('desk', noon)
  const { hash } = store.db.$client.prepare('SELECT hash FROM keys').get() as { hash: string }
  store.db.$client.close()
  const file = readFileSync(path)
  const place = file.indexOf(hash)
  t.not(place, file.lastIndexOf(hash), 'the hash stands in the table and in its index')
  file.write('0'.repeat(64), place)
  writeFileSync(path, file)
  const db = openDatabase(path)
  t.teardown(() => db.$client.close())
  t.match(verify(openStore(db)), { release: 5, detail: /^The database file is damaged: .*keys_hash_unique.*\.$/ })
})
