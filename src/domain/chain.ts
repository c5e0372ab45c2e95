// How anyone can tell that the history was not rewritten: every release carries the digest of the one before it, so a
// changed byte anywhere shows in every digest after it.

import { createHash } from 'node:crypto'

/**
 * The canonical JSON of a value (RFC 8785), as UTF-8: the bytes that are hashed and stored.
 * @throws {TypeError} for what has no such form: a number that is not finite, half of a surrogate pair; and for a key
 * that JavaScript keeps elsewhere than it is put, which is one that begins with a digit, or `__proto__`. Releases have none.
 */
export function canonical(value: object): Buffer {
  return Buffer.from(JSON.stringify(ordered(value)))
}

// JSON.stringify writes numbers and strings as the RFC has them. What it leaves to us is the order of keys, by UTF-16 code
// units, which is that of sort().
function ordered(value: unknown): unknown {
  if (typeof value === 'string' && !value.isWellFormed())
    throw new TypeError(`${JSON.stringify(value)} holds half of a surrogate pair.`)
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`${value} has no form in JSON.`)
  if (Array.isArray(value)) return value.map(ordered)
  if (typeof value !== 'object' || value === null) return value
  const copy: Record<string, unknown> = {}
  for (const key of Object.keys(value).sort()) {
    if (/^\d|^__proto__$/.test(key)) throw new TypeError(`The key "${key}" would not stay in its place.`)
    copy[key] = ordered((value as Record<string, unknown>)[key])
  }
  return copy
}

/** SHA-256 of bytes, in lower-case hexadecimal. */
export function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
