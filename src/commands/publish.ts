// publish: release files, one after the other, each as the next release.

import { parseArgs } from 'node:util'
import { sentence } from '../domain/changes.ts'
import type { Broken } from '../domain/draft.ts'
import { Problem } from '../domain/problem.ts'
import { publish as publishRelease } from '../publish.ts'
import { readReleaseFile } from '../release-files.ts'
import { allOrNothing } from '../store/database.ts'
import { type Command, openPress, UsageError, type World } from './command.ts'

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
    const each = async () => {
      for (const file of positionals) {
        const { number, changes } = await publishRelease(press, readReleaseFile(file), { by: 'cli' }).catch((error) =>
          tell(error, file, world),
        )
        world.out(`${file} ${values['dry-run'] ? 'would be' : 'is'} release ${number}:`)
        for (const change of changes) world.out(`  ${sentence(change)}`)
        if (changes.length === 0) world.out('  adds definitions, sources or identities; no observation changes.')
      }
    }
    try {
      await (values['dry-run'] ? rehearse(press.store.db, each) : each())
      return 0
    } finally {
      press.close()
    }
  },
}

/** Does the work and undoes it: later files are weighed against the earlier ones, and nothing is kept. */
async function rehearse(db: Parameters<typeof allOrNothing>[0], work: () => Promise<void>) {
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
