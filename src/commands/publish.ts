// publish: release files, one after the other, each as the next release.

import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { sentence } from '../domain/changes.ts'
import type { Broken } from '../domain/draft.ts'
import { Problem } from '../domain/problem.ts'
import { type Published, publishInTurn } from '../publish.ts'
import { readReleaseFile } from '../release-files.ts'
import { allOrNothing, type Database, keepMoreInMemory } from '../store/database.ts'
import { type Command, openPress, UsageError, type World } from './command.ts'
import { progressBar } from './progress.ts'

export const publish: Command = {
  usage: 'publish FILE… [--dry-run]',
  help:
    'Publishes each file (YAML or JSON) as the next release and prints what it changes. Stops at the first that breaks a rule. ' +
    'With --dry-run it publishes nothing.',
  async run(args, world) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { 'dry-run': { type: 'boolean' } },
    })
    if (positionals.length === 0) throw new UsageError('FILE is missing.')
    if (world.config.REQUIRE_TWO_PERSONS && !values['dry-run']) {
      throw new Error(
        'Publishing takes two persons here (REQUIRE_TWO_PERSONS): send the draft to POST /v1/drafts; --dry-run shows what it would change.',
      )
    }
    const press = openPress(world)
    const { db } = press.store
    const progress = progressBar('Publishing')
    const verb = values['dry-run'] ? 'would be' : 'is'
    /** Publishes files from one on, until it is time to stop; answers what to print and which file is next. */
    async function some(first: number, until = Number.POSITIVE_INFINITY) {
      const lines: string[] = []
      let next = first
      const drafts = positionals.slice(first).values().map(readReleaseFile)
      try {
        for await (const published of publishInTurn(press, drafts, { by: 'cli' })) {
          lines.push(...report(`${positionals[next]} ${verb}`, published))
          progress(++next, positionals.length)
          if (performance.now() > until) break
        }
      } catch (error) {
        if (!isOfFile(error)) throw error
        // What was published before it stays.
        return { lines, next, error: told(error, positionals[next] as string, world) }
      }
      return { lines, next, error: undefined }
    }
    try {
      if (values['dry-run']) {
        await rehearse(db, async () => {
          const { lines, error } = await some(0)
          for (const line of lines) world.out(line)
          if (error !== undefined) throw error
        })
      } else await inBatches(db, positionals.length, { some, out: world.out })
      return 0
    } finally {
      press.close()
    }
  },
}

/** What a release changes, a line each. */
function report(what: string, { number, changes }: Published): string[] {
  if (changes.length === 0)
    return [`${what} release ${number}:`, '  adds definitions, sources or identities; no observation changes.']
  return [`${what} release ${number}:`, ...changes.map((change) => `  ${sentence(change)}`)]
}

/** How long others may wait for their turn to publish, and how long they are given to take it, in milliseconds. */
const TURN = 1_000
const PAUSE = 50

type Batch = (first: number, until: number) => Promise<{ lines: string[]; next: number; error: unknown }>

/** Publishes files in transactions of about a second; nothing is told of a release before it is on the disk. */
async function inBatches(db: Database, files: number, { some, out }: { some: Batch; out: (line: string) => void }) {
  keepMoreInMemory(db)
  // What a batch writes again and again is written back into the file once for several batches.
  db.$client.pragma('wal_autocheckpoint = 16384')
  for (let first = 0; first < files; ) {
    if (first > 0) await setTimeout(PAUSE)
    const { lines, next, error } = await allOrNothing(db, () => some(first, performance.now() + TURN))
    for (const line of lines) out(line)
    if (error !== undefined) throw error
    first = next
  }
  // Beside a service nobody would fold a large log into the file before the next release.
  db.$client.pragma('wal_checkpoint(PASSIVE)')
}

/** Does the work and undoes it: later files are weighed against the earlier ones, and nothing is kept. */
async function rehearse(db: Database, work: () => Promise<void>) {
  const undo = new Error('A rehearsal is undone.')
  await allOrNothing(db, async () => {
    await work()
    throw undo
  }).catch((error) => {
    if (error !== undo) throw error
  })
}

/** Whether an error is about what stands in a file, and not about the database or others who publish. */
const isOfFile = (error: unknown) =>
  error instanceof Problem && (error.code === 'invalid_release' || error.code === 'malformed_request')

/** An error of a file as the editor is told it: the rules that are broken, each with its place, and what came of it. */
function told(error: unknown, file: string, { err }: World): unknown {
  if (error instanceof Problem && error.code === 'invalid_release') {
    for (const { pointer, detail } of error.errors as Broken[]) err(`${`${file} ${pointer}`.trimEnd()}: ${detail}`)
    return new Error(
      `${file} breaks ${error.errors.length} ${error.errors.length === 1 ? 'rule' : 'rules'}; it was not published.`,
    )
  }
  return error
}
