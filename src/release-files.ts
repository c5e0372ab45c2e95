// Release files: YAML 1.2 (of which JSON is a part) as editors write it, and the ones that come with the service.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, YAMLParseError } from 'yaml'
import { Problem } from './domain/problem.ts'
import { Instant } from './domain/scalar.ts'
import { type Press, publish } from './publish.ts'
import { allOrNothing } from './store/database.ts'

/**
 * Reads a release file. Dates stay texts, as YAML's core schema has them.
 * @throws {Problem} malformed_request, naming the file and the line, when it cannot be read.
 */
export function readReleaseFile(path: string): unknown {
  try {
    const text = readFileSync(path, 'utf8')
    return asJson(path, text) ?? parse(text, { version: '1.2', schema: 'core' })
  } catch (error) {
    const reason = error instanceof YAMLParseError ? error.message.split('\n')[0] : (error as Error).message
    throw new Problem('malformed_request', `"${path}" cannot be read: ${reason?.replace(/:$/, '')}.`)
  }
}

/** What a JSON file holds, read a hundred times as fast; undefined for YAML, and for what YAML says better is wrong. */
function asJson(path: string, text: string): unknown {
  try {
    return path.endsWith('.json') ? JSON.parse(text) : undefined
  } catch {
    return undefined
  }
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
