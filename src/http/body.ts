// Reading the body of a request: JSON in UTF-8, and nothing guessed. What is not well-formed is refused with its place;
// a replacement character that nobody wrote would otherwise be published for ever.

import type { FastifyRequest } from 'fastify'
import { readJsonText } from '../domain/json.ts'
import { Problem } from '../domain/problem.ts'
import { holdsKey } from '../store/keys.ts'

/** Deeper than any draft goes, and far from what exhausts the stack. */
const DEEPEST = 50

const nothing = () => new Problem('malformed_request', 'The body is empty; it has to be a draft as JSON.')

/** The body of a request, read; one that was sent without any body and Content-Type was not, and is refused here. */
export function sentBody({ headers, body }: FastifyRequest): unknown {
  if (headers['content-type'] === undefined) throw nothing()
  return body
}

/** Reads JSON; throws a malformed_request that says what is wrong. */
export function readJson(body: Buffer): unknown {
  const text = readText(body)
  if (text === '') throw nothing()
  if (holdsKey(text))
    throw new Problem('malformed_request', 'A key stands in the body. It belongs in the header Authorization alone.')
  requireShallow(text)
  try {
    return readJsonText(text)
  } catch (error) {
    throw new Problem('malformed_request', `The body is not JSON: ${(error as Error).message}.`)
  }
}

function readText(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    throw new Problem('malformed_request', 'The body is not UTF-8.')
  }
}

/** Counts brackets outside of texts, once through, before anything is read that recurses. */
function requireShallow(text: string): void {
  let depth = 0
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (quoted && character === '\\') at += 1
    else if (character === '"') quoted = !quoted
    else if (quoted) continue
    else if (character === '[' || character === '{') depth += 1
    else if (character === ']' || character === '}') depth -= 1
    if (depth > DEEPEST)
      throw new Problem(
        'malformed_request',
        `The body is not JSON that can be a draft: it is nested more than ${DEEPEST} levels deep.`,
      )
  }
}
