// Copies of the database, whole and verified before they carry their final name. A copy is one file: nothing in a
// write-ahead log beside it, so that it can be moved, and read from media that cannot be written.

import { closeSync, existsSync, fsyncSync, linkSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { migrateDatabase, openDatabase } from './database.ts'
import type { ReleaseSummary } from './releases.ts'
import { openStore } from './store.ts'
import { verify } from './verify.ts'

/** All pages at once: a copy in steps begins again whenever another process publishes, and might never end. */
const ALL_PAGES = 0x7fffffff

/** What SQLite keeps beside a database file. A leftover one would be played into a database that is put next to it. */
const besides = ['', '-wal', '-shm', '-journal']

/**
 * Copies the database file `from` to `to`, which must not be there, while others read and publish. The copy is brought
 * up to date by `migrations` (a folder) and verified under another name; `to` is there when it is whole and on the
 * disk, or not at all. Answers the newest release it holds.
 * @throws {Error} a sentence when `to` or one of its companions exists, when `from` is no database of ours or holds no
 * release, and when anything in it is not as it was published.
 */
export async function copyDatabase(from: string, to: string, migrations: string): Promise<ReleaseSummary> {
  const inTheWay = besides.map((suffix) => to + suffix).find((path) => existsSync(path))
  if (inTheWay !== undefined) throw new Error(`"${inTheWay}" exists, and is not overwritten; move it away first.`)
  if (!existsSync(from)) throw new Error(`There is no database at "${from}".`)
  const folder = mkdtempSync(`${to}.unfinished-`)
  try {
    const copy = join(folder, basename(to))
    await copyPages(from, copy)
    const newest = verified(copy, { migrations, name: from })
    flush(copy)
    // Unlike renaming, linking never replaces a file that came into being meanwhile.
    linkSync(copy, to)
    flush(dirname(to))
    return newest
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function copyPages(from: string, to: string) {
  const source = new Sqlite(from, { readonly: true, timeout: 5_000 })
  try {
    await source.backup(to, { progress: () => ALL_PAGES })
  } finally {
    source.close()
  }
}

/** Verifies a copy, and folds its write-ahead log into it. */
function verified(copy: string, { migrations, name }: { migrations: string; name: string }): ReleaseSummary {
  const db = openDatabase(copy)
  try {
    migrateDatabase(db, migrations)
    const store = openStore(db)
    const wrong = verify(store)
    if (wrong !== null) throw new Error(`"${name}" is not as it was published: ${wrong.detail}`)
    const newest = store.releases.newest()
    if (newest === undefined) throw new Error(`"${name}" holds no release.`)
    db.$client.pragma('journal_mode = DELETE')
    return newest
  } finally {
    db.$client.close()
  }
}

/** Waits until a file, or the list of names in a folder, is on the disk. */
function flush(path: string) {
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
