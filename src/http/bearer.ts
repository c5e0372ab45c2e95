// Who publishes: a bearer key (RFC 6750), known here only by its hash.

import type { FastifyRequest } from 'fastify'
import { Problem } from '../domain/problem.ts'
import type { Store } from '../store/store.ts'

/** The name of the key a request carries; 401 without one in force. */
export function publisher({ keys }: Store, request: FastifyRequest): string {
  const [, key] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? []
  if (key === undefined)
    throw new Problem('unauthorized', 'Publishing needs a key, sent as "Authorization: Bearer KEY".')
  const name = keys.nameOf(key)
  if (name === undefined) throw new Problem('unauthorized', 'This key is not known here, or it was revoked.')
  return name
}
