// rebuild: the projection, made again from the releases.

import { keepMoreInMemory } from '../store/database.ts'
import { rebuild as rebuildStore } from '../store/rebuild.ts'
import { type Command, exactly, openPress } from './command.ts'
import { progressBar } from './progress.ts'

export const rebuild: Command = {
  usage: 'rebuild',
  help: 'Drops the tables derived from the releases and makes them again, in one transaction. The releases are not touched.',
  run(args, world) {
    exactly(args)
    const press = openPress(world)
    try {
      const progress = progressBar('Making the tables again')
      keepMoreInMemory(press.store.db)
      const count = rebuildStore(press.store, progress)
      world.out(`The projection was made again from ${count} ${count === 1 ? 'release' : 'releases'}.`)
      return 0
    } finally {
      press.close()
    }
  },
}
