// restore: a backup, made the database again.

import { join } from 'node:path'
import { copyDatabase } from '../store/copy.ts'
import { packageFolder } from '../version.ts'
import { type Command, exactly } from './command.ts'

export const restore: Command = {
  usage: 'restore FILE',
  help: 'Makes the database out of a backup, which is verified first and stays as it is. Refuses where there is a database already: move that away, it is evidence.',
  async run(args, { config, out }) {
    const [file] = exactly(args, 'FILE') as [string]
    const { number, digest } = await copyDatabase(file, config.DATABASE_PATH, join(packageFolder, 'migrations'))
    out(`${config.DATABASE_PATH} holds releases 1 to ${number}, verified; the newest digest is ${digest}.`)
    return 0
  },
}
