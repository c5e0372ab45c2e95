// Synthetic releases that keep every rule, for measuring: as many figures and revisions as are asked for. Of five
// observations four speak of a new day, and one corrects or retracts a day known before, each at most once: so a page holds
// as much wherever it stands in a history, and however long that is. A shorter history is the beginning of a longer one.

/** How large a history is: revisions in all, over so many figures, so many to a release. */
export type Size = { revisions: number; figures: number; perRelease: number }

const FIRST_DAY = Date.UTC(1740, 0, 1)
const SOURCES = 50
/** Of ten figures, the one that no source ever states exactly, and the one that is stated exactly on its first day only. */
export const NEVER_EXACT = 3
const ONCE_EXACT = 7

function qualifier(figure: number, turn: number) {
  if (figure % 10 === NEVER_EXACT) return 'about'
  if (figure % 10 === ONCE_EXACT) return turn === 0 ? 'exact' : 'at_least'
  return turn % 2 === 0 ? 'exact' : 'about'
}

/** The id of a figure; the first is 0. */
export const figureId = (index: number) => `figure_${index}`

/** The reference date of the n-th observation of a figure. */
export const dayOf = (index: number) => new Date(FIRST_DAY + index * 86_400_000).toISOString().slice(0, 10)

/** When a release is published; the first is 1. */
export const publishedAt = (release: number) => new Date(Date.UTC(2026, 0, 1) + release * 60_000).toISOString()

const figure = (index: number) => ({
  id: figureId(index),
  title: `Measured figure ${index}`,
  definition: 'People who are invented to measure with.',
  unit: 'people',
  hostage_status: 'held',
  condition: 'any',
  scope: 'all_held',
  population: 'all',
  accumulation: 'stock',
})

const source = (index: number) => ({
  id: `source-${index}`,
  publisher: 'The Measured Gazette',
  title: `An invented report, number ${index}`,
  url: `https://example.org/reports/${index}`,
  language: 'en',
  published_on: '2026-01-01',
})

/** How many days each figure of a history has at least. */
export const daysIn = ({ revisions, figures }: Size) => Math.ceil((revisions / figures) * 0.8)

/** The drafts of a history, in their order. */
export function* drafts({ revisions, figures, perRelease }: Size): Generator<object> {
  const days = new Array<number>(figures).fill(0)
  for (let from = 0, release = 1; from < revisions; from += perRelease, release++) {
    const before = new Map<number, { days: number; corrected: number }>()
    const observations = Array.from({ length: Math.min(perRelease, revisions - from) }, (_, offset) => {
      const index = (from + offset) % figures
      const turn = Math.floor((from + offset) / figures)
      const known = before.get(index) ?? { days: days[index] as number, corrected: 0 }
      before.set(index, known)
      const claim = {
        source: `source-${turn % SOURCES}`,
        value: turn,
        qualifier: qualifier(index, turn),
        wording: `the report says ${turn}`,
      }
      // The newest day stands; the one before it is corrected, then the one before that.
      const corrected = known.days - 2 - known.corrected
      if (turn % 5 !== 4 || corrected < 0) {
        const reference_date = dayOf(days[index] as number)
        days[index] = (days[index] as number) + 1
        return { figure: figureId(index), reference_date, change_type: 'new', claims: [claim] }
      }
      known.corrected++
      const cause = { figure: figureId(index), reference_date: dayOf(corrected), reason: 'It is measured.' }
      return turn % 95 === 94
        ? { ...cause, change_type: 'retracted' }
        : { ...cause, change_type: 'corrected', error_origin: 'source', claims: [claim] }
    })
    const first = release === 1
    yield {
      note: `Measured release ${release}.`,
      figures: first ? Array.from({ length: figures }, (_, index) => figure(index)) : [],
      sources: first ? Array.from({ length: SOURCES }, (_, index) => source(index)) : [source(SOURCES + release)],
      observations,
    }
  }
}
