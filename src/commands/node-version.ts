// Which Node.js runs this. An old one is told so in one sentence, before anything it cannot run is loaded.

import type { main } from './main.ts'

/** The oldest major version that works. */
const OLDEST = 24

/** The program for a version of Node.js: for one that is too old, a program that only says so. */
export async function programFor(version: string): Promise<typeof main> {
  if (Number.parseInt(version, 10) >= OLDEST) return (await import('./main.ts')).main
  return async (_, __, { err }) => {
    err(`hostage-figures needs Node.js ${OLDEST} or newer; this is ${version}.`)
    return 1
  }
}
