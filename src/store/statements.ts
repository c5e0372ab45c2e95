// Statements are prepared when they are first asked: a start has no time for those that its first answers do not need.

/** Answers a statement, which is prepared the first time. */
export type Lazily = <T>(prepare: () => T) => () => T

/** The statements of one database. */
export function statements() {
  const waiting = new Set<() => void>()
  const lazily: Lazily = <T>(prepare: () => T) => {
    let prepared: T | undefined
    const statement = (): T => {
      if (prepared === undefined) {
        waiting.delete(statement)
        prepared = prepare()
      }
      return prepared
    }
    waiting.add(statement)
    return statement
  }
  return {
    lazily,
    /** Prepares what nobody has asked for yet, one with each step. */
    *prepareAll(): Generator<void> {
      for (const prepare of waiting) yield prepare()
    },
  }
}
