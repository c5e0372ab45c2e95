// Reading JSON without guessing: where an editor wrote a key twice, nobody knows which of the two numbers was meant.

/**
 * Reads JSON.
 * @throws {SyntaxError} when it is not well-formed, or a key stands twice in one object.
 */
export function readJsonText(text: string): unknown {
  const value: unknown = JSON.parse(text)
  const twice = repeatedKey(text)
  if (twice !== undefined) throw new SyntaxError(`the key ${JSON.stringify(twice)} stands twice in one object`)
  return value
}

/** The first key that an object of well-formed JSON has already. */
function repeatedKey(text: string): string | undefined {
  const open: Set<string>[] = []
  for (const [token, name, colon] of text.matchAll(/[{}]|("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?/g)) {
    if (token === '{') open.push(new Set())
    else if (token === '}') open.pop()
    else if (colon !== undefined) {
      const key = JSON.parse(name as string) as string
      if (open.at(-1)?.has(key)) return key
      open.at(-1)?.add(key)
    }
  }
  return undefined
}
