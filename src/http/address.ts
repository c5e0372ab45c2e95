// The one form of an address: the same question has the same answer, bytes and tag, in whichever order it is asked.

/** An address with its parameters by name, encoded in one way; those of the same name stay in their order. */
export function canonicalAddress(url: string): string {
  const start = url.indexOf('?')
  if (start < 0) return url
  const parameters = new URLSearchParams(url.slice(start + 1))
  parameters.sort()
  const query = parameters.toString()
  return query === '' ? url.slice(0, start) : `${url.slice(0, start)}?${query}`
}
