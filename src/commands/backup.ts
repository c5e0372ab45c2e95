// backup: a verified copy of the database, made while it is in use.

import { join } from 'node:path'
import { copyDatabase } from '../store/copy.ts'
import { packageFolder } from '../version.ts'
import { type Command, databaseThere, exactly } from './command.ts'

export const backup: Command = {
  usage: 'backup FILE',
  help: 'Copies the database to FILE, also while it is served and published to, and verifies the copy before FILE is there. Never overwrites a file.',
  async run(args, world) {
    const [file] = exactly(args, 'FILE') as [string]
    const { number, digest } = await copyDatabase(databaseThere(world), file, join(packageFolder, 'migrations'))
    world.out(`${file} holds releases 1 to ${number}, verified; the newest digest is ${digest}.`)
    return 0
  },
}
