// What one source said about one number: its own quantity and the few words that carry it.

import * as z from 'zod'
import { Count, Quantity } from './quantity.ts'
import { SourceId, Words } from './scalar.ts'

const words = (text: string) => text.split(/\s+/).length

/** One source's statement about one observation. */
export const Claim = z.strictObject({
  source: SourceId.describe('The source that says it.'),
  ...Quantity.shape,
  upper_value: Count.nullable().default(null).describe('The second number, only with `between`.'),
  wording: Words.refine((text) => words(text) <= 12, { error: 'at most 12 words' }).describe(
    'The few words of the source that carry the number, in its language.',
  ),
  attributed_to: Words.nullable().default(null).describe("Whom the source credits; null: the source's own count."),
  locator: Words.nullable().default(null).describe('Where in the document.'),
  derivation: Words.nullable()
    .default(null)
    .describe('The sum, when the number is worked out from numbers the source states, such as "147 - 8".'),
  preferred: z
    .boolean({ error: 'true or false' })
    .optional()
    .describe('Whether this claim is the quantity of the observation.'),
  preference_note: Words.nullable().default(null).describe('Why this one, where claims differ.'),
})

/** A claim as published: `preferred` is always said. */
export type Claim = z.infer<typeof Claim> & { preferred: boolean }

const units =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  )
const tens = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ')

// Latin digits, and the two sets of digits used with Arabic script, which share the last four bits of their code points.
const digit = '[0-9٠-٩۰-۹]'
const numeral = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(?<!\p{N}[.,٫٬])(?:${digit}{1,3}(?:[,.'’٬\u00a0\u2009\u202f]${digit}{3})+|${digit}+)(?![\p{L}\p{N}]|[.,٫٬]\p{N})`,
  'gu',
)
// "twenty-first" and "two-thirds" are words of their own.
const whole = (word: string) =>
  String.raw`(?<![\p{L}\p{N}])(?:${word})(?![\p{L}\p{N}]|-(?:first|second|third|(?:four|fif|six|seven|eigh|nin)th))`
const spelled = new RegExp(
  whole(`(?:${tens.join('|')})(?:[\\s-]+(?:${units.slice(1, 10).join('|')}))?|${units.join('|')}`),
  'giu',
)
const nought = new RegExp(whole('no|none'), 'iu')
const last = new RegExp(whole('last'), 'iu')

const numeralValue = (token: string) =>
  Number([...token.matchAll(/\p{N}/gu)].map(([character]) => character.charCodeAt(0) & 15).join(''))

const wordValue = (word: string) => (tens.includes(word) ? (tens.indexOf(word) + 2) * 10 : units.indexOf(word))
const spelledValue = (token: string) =>
  token
    .toLowerCase()
    .split(/[\s-]+/)
    .reduce((sum, word) => sum + wordValue(word), 0)

/** Whether a token is a part of a larger number or of nobody: "one" and "five" in "one hundred and five", "one" in "no one". */
function isPartOfOther(wording: string, { index, 0: token }: RegExpExecArray) {
  return (
    /^[\s-]+(?:dozen|hundred|thousand|million|billion)/i.test(wording.slice(index + token.length)) ||
    /(?:\bno|(?:hundred|thousand|million|billion)(?:[\s-]+and)?)[\s-]+$/i.test(wording.slice(0, index))
  )
}

/**
 * The numbers that words hold as whole tokens, each as often as it stands there: digits, with or without thousands
 * separators, and in English words up to ninety-nine; "no" and "none" stand for 0, "last" for 0 or 1.
 */
export function numbersIn(wording: string, language: string): number[] {
  const numerals = [...wording.matchAll(numeral)]
  if (!/^en(-|$)/.test(language)) return numerals.map(([token]) => numeralValue(token))
  const isWhole = (match: RegExpExecArray) => !isPartOfOther(wording, match)
  const digits = numerals.filter(isWhole).map(([token]) => numeralValue(token))
  const named = [...wording.matchAll(spelled)].filter(isWhole).map(([token]) => spelledValue(token))
  return [...digits, ...named, ...(nought.test(wording) ? [0] : []), ...(last.test(wording) ? [0, 1] : [])]
}

/** The terms of a derivation such as "147 - 8", signed; null when it is not a sum of two or more whole numbers. */
export function derivationTerms(derivation: string): number[] | null {
  if (!/^\d+(\s*[-+−]\s*\d+)+$/.test(derivation)) return null
  return [...derivation.matchAll(/([-+−]?)\s*(\d+)/g)].map(([, sign, digits]) =>
    sign === '-' || sign === '−' ? -Number(digits) : Number(digits),
  )
}

/** The numbers a claim rests on: those of its derivation, else its value; and its upper value. */
export function statedNumbers(claim: Pick<Claim, 'value' | 'upper_value' | 'derivation'>): number[] {
  const terms = claim.derivation === null ? null : derivationTerms(claim.derivation)
  const stated = terms?.map(Math.abs) ?? [claim.value]
  return claim.upper_value === null ? stated : [...stated, claim.upper_value]
}

/** The numbers of a claim that its wording does not hold. A sum such as "2 + 2" needs both of its twos. */
export function missingNumbers(
  claim: Pick<Claim, 'value' | 'upper_value' | 'derivation' | 'wording'>,
  language: string,
) {
  const left = numbersIn(claim.wording, language)
  return statedNumbers(claim).filter((number) => {
    const at = left.indexOf(number)
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}
