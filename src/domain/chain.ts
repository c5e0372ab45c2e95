// How anyone can tell that the history was not rewritten: every release carries the digest of the one before it, so a
// changed byte anywhere shows in every digest after it.

import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'

/** The canonical JSON of a value (RFC 8785), as UTF-8: the bytes that are hashed and stored. */
export function canonical(value: object): Buffer {
  return Buffer.from(canonicalize(value) as string)
}

/** SHA-256 of bytes, in lower-case hexadecimal. */
export function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
