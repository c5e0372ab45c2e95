// publish: release files, one after the other, each as the next release.

import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { sentence } from '../domain/changes.ts'
import type { Broken } from '../domain/draft.ts'
import { Problem } from '../domain/problem.ts'
import { publish as publishRelease } from '../publish.ts'
import { readReleaseFile } from '../release-files.ts'
import { allOrNothing, type Database } from '../store/database.ts'
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
    const each = async (file: string, index: number) => {
      const { number, changes } = await publishRelease(press, readReleaseFile(file), { by: 'cli' }).catch((error) =>
        tell(error, file, world),
      )
      progress(index + 1, positionals.length)
      return [
        `${file} ${values['dry-run'] ? 'would be' : 'is'} release ${number}:`,
        ...changes.map((change) => `  ${sentence(change)}`),
        ...(changes.length === 0 ? ['  adds definitions, sources or identities; no observation changes.'] : []),
      ]
    }
    try {
      if (values['dry-run']) {
        await rehearse(db, async () => {
          for (const [index, file] of positionals.entries()) for (const line of await each(file, index)) world.out(line)
        })
      } else await inBatches(db, positionals, { each, told: world.out })
      return 0
    } finally {
      press.close()
    }
  },
}

/** How long others may wait for their turn to publish, and how long they are given to take it, in milliseconds. */
const TURN = 1_000
const PAUSE = 50

/** Publishes files in transactions of at most about a second; nothing is told of a release before it is on the disk. */
async function inBatches(
  db: Database,
  files: string[],
  { each, told }: { each: (file: string, index: number) => Promise<string[]>; told: (line: string) => void },
) {
  // Enough for the pages that a batch writes again and again.
  db.$client.pragma('cache_size = -65536')
  for (let next = 0; next < files.length; ) {
    if (next > 0) await setTimeout(PAUSE)
    const lines: string[] = []
    const broken = await allOrNothing(db, async () => {
      const until = performance.now() + TURN
      while (next < files.length && performance.now() < until) {
        try {
          lines.push(...(await each(files[next] as string, next)))
        } catch (error) {
          // What was published before it stays.
          return { error }
        }
        next++
      }
      return undefined
    })
    for (const line of lines) told(line)
    if (broken !== undefined) throw broken.error
  }
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

function tell(error: unknown, file: string, { err }: World): never {
  if (error instanceof Problem && error.code === 'invalid_release') {
    for (const { pointer, detail } of error.errors as Broken[]) err(`${`${file} ${pointer}`.trimEnd()}: ${detail}`)
    throw new Error(
      `${file} breaks ${error.errors.length} ${error.errors.length === 1 ? 'rule' : 'rules'}; it was not published.`,
    )
  }
  throw error
}
