// Release files: YAML 1.2 (of which JSON is a part) as editors write it, and the ones that come with the service.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { readJsonText } from './domain/json.ts'
import { Problem } from './domain/problem.ts'
import { Instant } from './domain/scalar.ts'
import { type Press, publish } from './publish.ts'
import { allOrNothing } from './store/database.ts'

/** What is wrong with a file, where an editor would not understand what the system or the library says. */
const reasons: Record<string, string> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'it is not UTF-8',
  MULTIPLE_DOCS: 'it holds several documents; each release has a file of its own',
}

/**
 * Reads a release file. Dates stay texts, as YAML's core schema has them. A `.json` file is read as JSON, a hundred times
 * as fast.
 * @throws {Problem} malformed_request, naming the file and the line, when it cannot be read.
 */
export function readReleaseFile(path: string): unknown {
  const unreadable = (reason: string) => new Problem('malformed_request', `"${path}" cannot be read: ${reason}.`)
  let draft: unknown
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path))
    draft = path.endsWith('.json') ? readJsonText(text) : parse(text, { version: '1.2', schema: 'core' })
  } catch (error) {
    const { code, message } = error as Error & { code?: string }
    throw unreadable(reasons[code ?? ''] ?? (message.split('\n')[0] as string).replace(/:$/, ''))
  }
  if (draft === null) throw unreadable('it is empty')
  return draft
}

/**
 * Publishes all release files of a folder, in the order of their names, into an empty log: all of them or none. Answers
 * how many; 0 when the log is not empty, as when another process filled it meanwhile. `progress` hears of each.
 */
export async function loadBundled(
  press: Press,
  folder: string,
  progress: (done: number, all: number) => void = () => {},
): Promise<number> {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
  return allOrNothing(press.store.db, async () => {
    if (press.store.releases.newest() !== undefined) return 0
    for (const [index, file] of files.entries()) {
      const { published_at, ...draft } = readReleaseFile(join(folder, file)) as Record<string, unknown>
      await publish(press, draft, { by: 'bundled', publishedAt: Instant.parse(published_at) })
      progress(index + 1, files.length)
    }
    return files.length
  })
}
