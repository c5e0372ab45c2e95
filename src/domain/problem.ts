// What can go wrong on purpose. The list is closed: every code has an explanation in http/problems.ts.

import type { Broken } from './draft.ts'

export type ProblemCode =
  | 'malformed_request'
  | 'invalid_parameter'
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'method_not_allowed'
  | 'not_acceptable'
  | 'conflict'
  | 'precondition_failed'
  | 'body_too_large'
  | 'unsupported_media_type'
  | 'request_timeout'
  | 'headers_too_large'
  | 'invalid_release'
  | 'idempotency_key_reused'
  | 'rate_limited'
  | 'internal'
  | 'overloaded'
  | 'unavailable'

/** One place that is wrong: a pointer into the body, or a parameter or header by name. */
export type ProblemPart = Broken | { parameter: string; detail: string } | { header: string; detail: string }

/** Something that went wrong on purpose. `message` is a sentence that names the offending value. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly errors: ProblemPart[]
  /** Seconds after which it may be tried again, where that is known. */
  readonly retryAfter: number | undefined

  constructor(code: ProblemCode, detail: string, errors: ProblemPart[] = [], retryAfter?: number) {
    super(detail)
    this.code = code
    this.errors = errors
    this.retryAfter = retryAfter
  }
}
