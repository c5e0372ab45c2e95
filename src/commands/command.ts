// What the subcommands share: how they are called, what they write to, and the database they work on.

import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Config } from '../config.ts'
import { localLog } from '../log/local.ts'
import type { Press } from '../publish.ts'
import { migrateDatabase, openDatabase } from '../store/database.ts'
import { openStore } from '../store/store.ts'
import { packageFolder } from '../version.ts'

/** The world a command runs in. */
export type World = {
  config: Config
  out: (line: string) => void
  err: (line: string) => void
  now: () => Date
  /** Aborted when the process is asked to stop. */
  stopped: AbortSignal
}

/** A subcommand: how it is used, and what it does. Answers the exit code. */
export type Command = {
  usage: string
  help: string
  run(args: string[], world: World): Promise<number> | number
}

/** A mistake in how a command was called: told with its usage, exit code 2. */
export class UsageError extends Error {}

/** The path of the database; throws a sentence when there is none. */
export function databaseThere({ config: { DATABASE_PATH: path } }: World): string {
  if (existsSync(path)) return path
  throw new Error(
    `There is no database at "${path}". "serve" makes one with the bundled releases, "migrate" an empty one.`,
  )
}

/** Opens the database of DATABASE_PATH, brought up to date; creates it only where the command may. */
export function openPress(world: World, { create = false } = {}): Press & { close: () => void } {
  const { config, now } = world
  const path = create ? config.DATABASE_PATH : databaseThere(world)
  if (!existsSync(path) && existsSync(`${path}-wal`)) {
    throw new Error(
      `There is "${path}-wal" and no "${path}": the database was moved or deleted without its write-ahead log.`,
    )
  }
  if (!existsSync(dirname(path))) throw new Error(`There is no folder "${dirname(path)}" for the database.`)
  const db = openDatabase(path)
  try {
    migrateDatabase(db, join(packageFolder, 'migrations'))
  } catch (error) {
    db.$client.close()
    throw error
  }
  const store = openStore(db)
  return { store, log: localLog(store, now), now, close: () => db.$client.close() }
}

/** The arguments of a command that takes exactly these; throws a UsageError otherwise. */
export function exactly(args: string[], ...names: string[]): string[] {
  if (args.length === names.length) return args
  const extra = args[names.length]
  throw new UsageError(
    extra === undefined ? `${names[args.length]} is missing.` : `"${extra}" is one argument too many.`,
  )
}
