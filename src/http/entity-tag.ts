// Entity tags (RFC 9110, section 8.8.3): strong, one for each representation, and one for each encoding of it.

import { createHash } from 'node:crypto'
import type { Encoding } from './negotiation.ts'

const suffixes: Record<Encoding, string> = { br: '-br', gzip: '-gz', identity: '' }

/** The tag of what these parts determine. */
export function entityTag(...parts: (string | Buffer)[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part).update('\n')
  return `"${hash.digest('base64url').slice(0, 27)}"`
}

/** The tag of an encoding of a representation. */
export const encodedTag = (tag: string, encoding: Encoding): string => `${tag.slice(0, -1)}${suffixes[encoding]}"`

/**
 * The tag that If-None-Match names of a representation, in whatever encoding the reader has it; `encoded`, the tag of
 * what would be sent, for `*`. Weak comparison, lists and `*`: RFC 9110, section 13.1.2. Undefined when the reader does
 * not have it.
 */
export function heldTag(ifNoneMatch: string | undefined, tag: string, encoded = tag): string | undefined {
  if (ifNoneMatch === undefined) return undefined
  if (ifNoneMatch === encoded || ifNoneMatch.trim() === '*') return encoded
  const held = ifNoneMatch.split(',').map((one) => one.trim().replace(/^W\//, ''))
  return held.find((one) => one.replace(/-(br|gz)"$/, '"') === tag)
}
