// migrate: the tables, up to date; nothing in them is touched.

import { type Command, exactly, openPress } from './command.ts'

export const migrate: Command = {
  usage: 'migrate',
  help: 'Creates the database where there is none and brings its tables up to date. Loads nothing.',
  run(args, world) {
    exactly(args)
    const press = openPress(world, { create: true })
    const { number = 0 } = press.store.releases.newest() ?? {}
    press.close()
    const holds = number === 0 ? 'it holds no release yet' : `its newest release is ${number}`
    world.out(`${world.config.DATABASE_PATH} is up to date; ${holds}.`)
    return 0
  },
}
