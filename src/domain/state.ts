// What was known as of a release: all that the rules of publication need to look up. The store answers from SQLite;
// nothing in the domain knows how.

import type { DefinedFigure } from './figure.ts'
import type { Revision } from './observation.ts'
import type { StatedIdentity } from './reconciliation.ts'
import type { Head } from './release.ts'
import type { StatedSource } from './source.ts'

/** The state of everything as of one release; `head` is null before the first. */
export type State = {
  head: (Head & { newest_reference_date: string | null }) | null
  figure(id: string): DefinedFigure | undefined
  source(id: string): StatedSource | undefined
  identity(id: string): StatedIdentity | undefined
  /** The newest revision of an observation, retracted or not. */
  observation(figure: string, reference_date: string): Revision | undefined
  /** A figure's newest observation that is not retracted; with `before`, the newest one of an earlier reference date. */
  current(figure: string, before?: string): Revision | undefined
  /** The newest reference date among the current observations of all figures but these. */
  newestReferenceDate(except: string[]): string | null
}
