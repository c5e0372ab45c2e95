// Watching that the files of a database are those that were opened. SQLite goes on with a file that was deleted or
// replaced, and with a write-ahead log that was cut off; whatever is published then is gone with the process.

import { openSync, readSync, statSync } from 'node:fs'
import { Problem } from '../domain/problem.ts'
import type { Database } from './database.ts'

const unlessGone = { throwIfNoEntry: false } as const

/**
 * Answers a check for a database.
 * @throws {Problem} unavailable, from the check, when the file at the path is not the one that was opened, or the
 * write-ahead log is shorter than what was committed to it.
 */
export function fileWatch({ $client: { name, memory } }: Database): () => void {
  const opened = identityOf(name)
  // Opened at the first look and never closed: closing any descriptor of a file gives up all POSIX locks that this process
  // holds on it, those of SQLite too. Other processes would then take the index for their own, cut it to nothing and crash
  // this one.
  let index: number | undefined
  return () => {
    if (memory) return
    if (identityOf(name) !== opened)
      throw new Problem('unavailable', 'The file of the database was deleted or replaced while it was in use.')
    index ??= openSync(`${name}-shm`, 'r')
    // Twice, for another process may fold the log into the database between a look at its length and at its index.
    if (isCutOff(name, index) && isCutOff(name, index))
      throw new Problem('unavailable', 'The write-ahead log of the database was cut off while it was in use.')
  }
}

/** Tells one file from another that took its name; undefined for none. */
function identityOf(path: string): string | undefined {
  const stat = statSync(path, unlessGone)
  return stat && `${stat.dev} ${stat.ino}`
}

/** Whether the log lacks frames that its index has. The layouts are told in https://sqlite.org/walformat.html. */
function isCutOff(name: string, index: number): boolean {
  const length = statSync(`${name}-wal`, unlessGone)?.size ?? 0
  const header = new DataView(new ArrayBuffer(20))
  readSync(index, header, { position: 0 })
  // The index is in the byte order of the machine, of which all that run this are little-endian; a page of 65,536 is 1.
  const size = header.getUint16(14, true)
  const frames = header.getUint32(16, true)
  return frames > 0 && length < 32 + frames * (24 + (size === 1 ? 65_536 : size))
}
