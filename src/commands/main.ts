// From arguments to a command. Each is loaded only when it is asked for.

import { readConfig } from '../config.ts'
import { concealed } from '../store/keys.ts'
import { VERSION } from '../version.ts'
import { type Command, UsageError, type World } from './command.ts'

const commands: Record<string, () => Promise<Command>> = {
  serve: async () => (await import('./serve.ts')).serve,
  migrate: async () => (await import('./migrate.ts')).migrate,
  publish: async () => (await import('./publish.ts')).publish,
  verify: async () => (await import('./verify.ts')).verify,
  backup: async () => (await import('./backup.ts')).backup,
  restore: async () => (await import('./restore.ts')).restore,
  rebuild: async () => (await import('./rebuild.ts')).rebuild,
  keys: async () => (await import('./keys.ts')).keys,
  openapi: async () => (await import('./openapi.ts')).openapi,
}

/** Runs a command line. Answers the exit code: 0, 1 when it failed, 2 when it was called wrongly. */
export async function main(
  [name, ...args]: string[],
  environment: Record<string, string | undefined>,
  io: Omit<World, 'config'>,
): Promise<number> {
  if (name === '--version') {
    io.out(VERSION)
    return 0
  }
  if (name === undefined || name === '--help' || name === 'help') {
    const usages = await Promise.all(Object.values(commands).map(async (load) => `  ${(await load()).usage}`))
    const lines = ['Usage: hostage-figures COMMAND', '', ...usages, '', 'COMMAND --help says what each does.']
    for (const line of lines) (name === undefined ? io.err : io.out)(line)
    return name === undefined ? 2 : 0
  }
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (load === undefined) {
    io.err(`There is no command "${name}". There are ${Object.keys(commands).join(', ')}.`)
    return 2
  }
  const command = await load()
  if (args.includes('--help')) {
    io.out(`Usage: hostage-figures ${command.usage}\n\n${command.help}`)
    return 0
  }
  try {
    return await command.run(args, { ...io, config: readConfig(environment) })
  } catch (error) {
    io.err(concealed(explain(error as Error)))
    if (!isUsage(error)) return 1
    io.err(`Usage: hostage-figures ${command.usage}`)
    return 2
  }
}

const isUsage = (error: unknown) =>
  error instanceof UsageError || String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS')

function explain(error: Error & { code?: unknown }): string {
  // Drizzle's own errors quote the SQL; what SQLite said is their cause.
  if (error.cause instanceof Error) return explain(error.cause)
  const code = String(error.code ?? '')
  if (code === 'SQLITE_BUSY') return 'The database is in use by another writer; try again.'
  if (code.startsWith('SQLITE_READONLY'))
    return 'The database can be read and not written: the file and its folder have to be writable.'
  if (code.startsWith('SQLITE_')) return `The database cannot be used: ${error.message}.`
  const [, why, where] = /^listen \w+: (.*) (\S+)$/.exec(error.message) ?? []
  if (where !== undefined) return `The service cannot listen at ${where}: ${why}. Set HOST or PORT to another.`
  // Node's advice on how to write options stands after the first sentence.
  if (code.startsWith('ERR_PARSE_ARGS')) return `${error.message.split(/\.\s/)[0]?.replaceAll("'", '"')}.`
  return error.message
}
