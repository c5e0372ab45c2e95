// "Does this number match something you published?" A quotation is held against what was published, and the answer says
// which words would be right.

import { display, type Quantity, sameNumber, sameQuantity } from './quantity.ts'
import { dateInWords } from './statement.ts'

/** From the best to the worst answer; the first that applies is the verdict. */
export const verdicts = [
  'match',
  'hedge_lost',
  'superseded',
  'claimed_by_source',
  'other_date',
  'other_scope',
  'unknown',
] as const
export type CheckVerdict = (typeof verdicts)[number]

/** One state of an observation, as a check needs it. */
export type Candidate = {
  figure: string
  title: string
  reference_date: string
  release: number
  change_type: string
  reason: string | null
  /** null when it is retracted. */
  quantity: Quantity | null
  /** What other sources say in it. */
  otherClaims: (Quantity & { credit: string })[]
}

/** Everything a quotation is held against. */
export type Evidence = {
  figure: string
  title: string
  reference_date: string | null
  /** The revisions of the observation of that day, newest first; of another day, when only that one explains it. */
  revisions: Candidate[]
  /** Observations of the figure for other days that say this number. */
  otherDates: Candidate[]
  /** Observations of figures that differ in scope alone that say this number. */
  otherScopes: Candidate[]
  /** What the figure says on that day, or said last before it. */
  instead: Candidate | null
}

/** One thing that is true of a quotation. */
export type Finding = {
  verdict: CheckVerdict
  explanation: string
  candidate: Candidate | null
  successor: Candidate | null
}

/** Everything that is true of a quotation, the verdict first. */
export function check(quoted: Quantity, evidence: Evidence): Finding[] {
  const { revisions, otherDates, otherScopes } = evidence
  const [current, ...earlier] = revisions
  const says = ({ quantity }: Candidate) => sameNumber(quantity, quoted)
  const found: Finding[] = []
  const add = (
    verdict: CheckVerdict,
    candidate: Candidate | null | undefined,
    explanation: string,
    successor: Candidate | null = null,
  ) => found.push({ verdict, candidate: candidate ?? null, explanation, successor })
  const you = `You say ${display(quoted)}`

  const match = current !== undefined && sameQuantity(current.quantity, quoted)
  const lost = current !== undefined && !match && says(current)
  // The right number with the wrong hedge may be just what was said before, or what another source says.
  const applies = (one: Quantity | null) => !match && (lost ? sameQuantity(one, quoted) : sameNumber(one, quoted))
  if (match) add('match', current, `This is what release ${current.release} says: ${told(current)}.`)
  if (lost) add('hedge_lost', current, `The number is right and its hedge is not: ${told(current)}. ${you}.`)
  const was = earlier.findIndex(({ quantity }) => applies(quantity))
  if (current !== undefined && was >= 0) {
    const [before, after] = [earlier[was] as Candidate, revisions[was] as Candidate]
    const cause = `${after.change_type} in release ${after.release}: ${String(after.reason).replace(/\.$/, '')}`
    add('superseded', before, `It said ${told(before)} until it was ${cause}. Now it says ${told(current)}.`, after)
  }
  const claim = current?.otherClaims.find(applies)
  if (current !== undefined && claim !== undefined) {
    add('claimed_by_source', current, `Another source says so: ${claimed(claim)}. We prefer ${told(current)}.`)
  }
  const [day] = otherDates
  if (day !== undefined) add('other_date', day, `This number speaks for another day: ${told(day)}.`)
  for (const scope of otherScopes) {
    add('other_scope', scope, `This number counts others: ${told(scope)} is ${scope.figure}, not ${evidence.figure}.`)
  }
  if (found.length === 0) {
    const { instead, figure } = evidence
    add(
      'unknown',
      instead,
      instead === null
        ? `No day of ${figure} has this number, and nothing else is published for that day.`
        : `No day of ${figure} has this number. What is published: ${told(instead)}.`,
    )
  }
  return found.sort((one, other) => verdicts.indexOf(one.verdict) - verdicts.indexOf(other.verdict))
}

const claimed = (claim: Quantity & { credit: string }) => `${display(claim)} (${claim.credit})`

function told({ quantity, title, reference_date }: Candidate): string {
  return quantity === null
    ? `nothing for ${dateInWords(reference_date)} any more`
    : `${display(quantity)} (${title}, ${dateInWords(reference_date)})`
}
