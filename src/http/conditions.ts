// On what condition to publish: Idempotency-Key and If-Match.

import type { FastifyRequest } from 'fastify'
import * as z from 'zod'
import { shown } from '../domain/draft.ts'
import { Problem } from '../domain/problem.ts'
import type { Press, Terms } from '../publish.ts'
import { holdsKey } from '../store/keys.ts'

/** The headers of a request that publishes. */
export const PublishHeaders = z.object({
  'idempotency-key': z
    .string()
    .optional()
    .describe('1 to 255 visible characters of your choice; kept for 24 hours for each key.')
    .meta({ example: '2025-03-10-evening' }),
  'if-match': z
    .string()
    .optional()
    .describe('The number of the newest release, in quotes: publish only if it still is the newest.')
    .meta({ example: '"2"' }),
})

const badHeader = (header: string, detail: string) => new Problem('malformed_request', detail, [{ header, detail }])

/**
 * The conditions that a request names.
 * @throws {Problem} malformed_request for a header that cannot be read; precondition_failed for `If-Match: *` before
 * the first release.
 */
export function conditions({ headers }: FastifyRequest, press: Press): Pick<Terms, 'idempotencyKey' | 'onlyAfter'> {
  const idempotencyKey = headers['idempotency-key'] as string | undefined
  if (idempotencyKey !== undefined && !/^[\x21-\x7e]{1,255}$/.test(idempotencyKey)) {
    throw badHeader(
      'Idempotency-Key',
      `Idempotency-Key ${shown(idempotencyKey)} is not 1 to 255 visible ASCII characters.`,
    )
  }
  // It is kept as it is, and keys are not.
  if (holdsKey(idempotencyKey ?? ''))
    throw badHeader('Idempotency-Key', 'Idempotency-Key holds a key; that belongs in the header Authorization alone.')
  const ifMatch = headers['if-match']?.trim()
  if (ifMatch === undefined) return { idempotencyKey }
  if (ifMatch === '*') return { idempotencyKey, onlyAfter: anyRelease(press) }
  const [, number] = /^"(\d{1,9})"$/.exec(ifMatch) ?? []
  if (number === undefined)
    throw badHeader('If-Match', `If-Match ${ifMatch} is not the number of a release in double quotes.`)
  return { idempotencyKey, onlyAfter: Number(number) }
}

/** The newest release, for `If-Match: *`, which asks that there be one. */
function anyRelease({ store }: Press): number {
  const newest = store.releases.newest()
  if (newest !== undefined) return newest.number
  throw new Problem('precondition_failed', 'If-Match "*" asks for a release, and none has been published yet.')
}
