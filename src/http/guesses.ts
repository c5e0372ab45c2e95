// How often an address sent a key that is not in force. A key of 256 random bits is not found by guessing; slowing it
// down keeps whoever tries from costing anything, and shows a misconfigured client what is wrong.

import { normalizeIP } from '@fastify/rate-limit'

/** How many wrong keys an address may send within a window of so many milliseconds. */
const ALLOWED = 10
const WINDOW = 60_000

/** How many addresses are remembered; the one that guessed first is forgotten first. */
const REMEMBERED = 10_000

/** Counts wrong keys by address, in memory: each process counts its own. */
export function countGuesses(remembered = REMEMBERED) {
  const windows = new Map<string, { count: number; ends: number }>()
  return {
    /** Seconds until the address may try again; 0 when it may now. */
    wait(address: string, now: Date): number {
      const window = windows.get(normalizeIP(address))
      if (window === undefined || window.count < ALLOWED) return 0
      return Math.max(0, Math.ceil((window.ends - now.getTime()) / 1000))
    },
    /** Notes a wrong key. */
    add(address: string, now: Date): void {
      const network = normalizeIP(address)
      const window = windows.get(network)
      if (window !== undefined && window.ends > now.getTime()) {
        window.count += 1
        return
      }
      windows.delete(network)
      if (windows.size >= remembered) windows.delete(windows.keys().next().value as string)
      windows.set(network, { count: 1, ends: now.getTime() + WINDOW })
    },
    /** How many addresses are remembered now. */
    size: () => windows.size,
  }
}
