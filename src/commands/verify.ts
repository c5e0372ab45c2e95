// verify: whether everything stored is what was published.

import { verify as verifyStore } from '../store/verify.ts'
import { type Command, exactly, openPress } from './command.ts'

export const verify: Command = {
  usage: 'verify',
  help: 'Checks every digest, every link of the chain and every projected row. Exit code 1 and the first bad release when something is wrong.',
  run(args, world) {
    exactly(args)
    const press = openPress(world)
    try {
      const wrong = verifyStore(press.store)
      if (wrong !== null) throw new Error(wrong.detail)
      const newest = press.store.releases.newest()
      world.out(
        newest === undefined
          ? 'There is no release to verify.'
          : `Releases 1 to ${newest.number} are as they were published; the newest digest is ${newest.digest}.`,
      )
      return 0
    } finally {
      press.close()
    }
  },
}
