// verify: whether everything stored is what was published, and what a checkpoint says that somebody kept.

import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { openCheckpoint } from '../domain/checkpoint.ts'
import { keepMoreInMemory } from '../store/database.ts'
import type { Store } from '../store/store.ts'
import { verify as verifyStore } from '../store/verify.ts'
import { type Command, exactly, openPress, UsageError } from './command.ts'
import { progressBar } from './progress.ts'

export const verify: Command = {
  usage: 'verify [--checkpoint FILE --key VKEY]',
  help: 'Checks every digest, every link of the chain and every projected row. Exit code 1 and the first bad release when something is wrong. With a checkpoint that was kept, and the public key it was signed for, also that the history still holds what it says.',
  run(args, world) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { checkpoint: { type: 'string' }, key: { type: 'string' } },
    })
    exactly(positionals)
    const { checkpoint, key } = values
    if ((checkpoint === undefined) !== (key === undefined))
      throw new UsageError(`--${checkpoint === undefined ? 'checkpoint FILE' : 'key VKEY'} is missing.`)
    const press = openPress(world)
    try {
      const all = press.store.releases.newest()?.number ?? 0
      const progress = progressBar('Verifying')
      keepMoreInMemory(press.store.db)
      const wrong = verifyStore(press.store, (release) => progress(release, all))
      if (wrong !== null) throw new Error(wrong.detail)
      const newest = press.store.releases.newest()
      world.out(
        newest === undefined
          ? 'There is no release to verify.'
          : `Releases 1 to ${newest.number} are as they were published; the newest digest is ${newest.digest}.`,
      )
      if (checkpoint !== undefined) world.out(kept(press.store, { file: checkpoint, key: key as string }))
      return 0
    } finally {
      press.close()
    }
  },
}

/** What a checkpoint proves; throws a sentence when the history is another than the one it was signed for. */
function kept({ releases }: Store, { file, key }: { file: string; key: string }): string {
  const { number, digest } = openCheckpoint(readFileSync(file, 'utf8'), key)
  const now = releases.one(number)?.digest
  if (now === digest)
    return `The checkpoint of release ${number} holds: the history up to it is the one that was signed.`
  throw new Error(
    `The history was rewritten: ${now === undefined ? `there is no release ${number}` : `release ${number} has the digest ${now}`}, and the checkpoint was signed for ${digest}.`,
  )
}
