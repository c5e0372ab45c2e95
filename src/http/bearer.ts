// Who drafts and publishes: a bearer key (RFC 6750), known here only by its hash.

import type { FastifyRequest } from 'fastify'
import { Problem } from '../domain/problem.ts'
import type { Press } from '../publish.ts'
import { mayDo, type Scope } from '../store/keys.ts'
import { countGuesses } from './guesses.ts'

/** Who a request comes from: the name of a key in force, and what it may do. */
export type Editor = { name: string; scope: Scope }

/**
 * Tells the key a request carries, which has to have a scope.
 * @throws {Problem} unauthorized without a key in force, whatever is wrong with it; forbidden when its scope is too
 * small; rate_limited when the client's address has guessed too often.
 */
export type Admit = (request: FastifyRequest, needed: Scope) => Editor

/** The door of one service. Who guesses too often is not let in with a right key either, or guessing would cost nothing. */
export function openDoor({ store, now }: Press): Admit {
  const guesses = countGuesses()
  return (request, needed) => {
    const [, key] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? []
    if (key === undefined) throw new Problem('unauthorized', 'This needs a key, sent as "Authorization: Bearer KEY".')
    const at = now()
    const wait = guesses.wait(request.ip, at)
    if (wait > 0) {
      const detail = `Too many keys that are not in force came from your address; try again in ${wait} s.`
      throw new Problem('rate_limited', detail, [], wait)
    }
    const found = store.keys.inForce(key, at)
    if (found === undefined) {
      guesses.add(request.ip, at)
      throw new Problem('unauthorized', 'This key is not in force: it is not known here, has expired or was revoked.')
    }
    store.keys.touch(found, at)
    if (mayDo(found.scope, needed)) return { name: found.name, scope: found.scope }
    throw new Problem('forbidden', `The key "${found.name}" may store drafts; publishing needs another.`)
  }
}
