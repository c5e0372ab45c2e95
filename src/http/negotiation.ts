// What a reader's Accept and Accept-Encoding say of what this service has (RFC 9110, section 12.5). Most readers send one
// of a few texts, so that what they mean is looked up rather than worked out.

import Negotiator from 'negotiator'

/** The encodings of finished answers, the smallest first. */
export type Encoding = 'br' | 'gzip' | 'identity'

/** How many different headers are remembered; a flood of others costs no memory. */
const REMEMBERED = 1000

/** All of them. */
export const encodings: Encoding[] = ['br', 'gzip', 'identity']

function remembered<T>(work: (header: string) => T): (header: string) => T {
  const known = new Map<string, T>()
  return (header) => {
    const found = known.get(header)
    if (found !== undefined) return found
    const value = work(header)
    if (known.size >= REMEMBERED) known.clear()
    known.set(header, value)
    return value
  }
}

/** Those of some media types that an Accept header takes, the best first; of equals, the one named first in `types`. */
export function acceptedTypes(accept: string | undefined, types: string[]): string[] {
  return accept === undefined ? types : new Negotiator({ headers: { accept } }).mediaTypes(types)
}

/** How readers differ in what they accept of `types`: two with the same number are answered alike, whatever they sent. */
export function preference(types: string[]): (accept: string | undefined) => number {
  const numbers = new Map([[types.join(), 0]])
  const known = remembered((accept) => {
    const accepted = acceptedTypes(accept, types).join()
    const number = numbers.get(accepted) ?? numbers.size
    numbers.set(accepted, number)
    return number
  })
  return (accept) => (accept === undefined || accept === '*/*' ? 0 : known(accept))
}

type Preferring = (available: string[], options: { preferred: string[] }) => Encoding[]

const knownEncoding = remembered((header): Encoding => {
  const negotiator = new Negotiator({ headers: { 'accept-encoding': header } })
  const accepted = (negotiator.encodings as Preferring).call(negotiator, encodings, { preferred: encodings })
  // Whoever takes nothing at all is told in plain, as the RFC allows.
  return accepted[0] ?? 'identity'
})

/** The encoding in which a reader wants an answer. */
export const acceptedEncoding = (header: string | undefined): Encoding =>
  header === undefined ? 'identity' : knownEncoding(header)
