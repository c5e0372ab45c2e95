// Reading what an editor wrote. Whatever is unreadable is reported with its place, and the rest is still read, so that
// one look tells everything that has to be mended.

import type * as z from 'zod'
import { Claim } from './claim.ts'
import { Figure } from './figure.ts'
import { DraftObservation } from './observation.ts'
import { Identity } from './reconciliation.ts'
import { Draft } from './release.ts'
import { Source } from './source.ts'

/** A broken rule: where (a JSON pointer, RFC 6901, into the draft) and, in a sentence, what. */
export type Broken = { pointer: string; detail: string }

/** An item of a draft with its JSON pointer. */
export type Placed<T> = { pointer: string; value: T }

/** The readable items of a draft, and what all its items say they are, readable or not. */
export type ReadDraft = {
  note: string
  figures: Placed<Figure>[]
  sources: Placed<Source>[]
  observations: Placed<DraftObservation>[]
  identities: Placed<Identity>[]
  declared: {
    figures: Set<unknown>
    sources: Set<unknown>
    observations: Record<'figure' | 'reference_date' | 'change_type', unknown>[]
    /** The source of each claim. */
    cited: Placed<unknown>[]
  }
}

const lists = { figures: Figure, sources: Source, observations: DraftObservation, identities: Identity }

const keysAt: Record<string, string[]> = {
  '': Object.keys(Draft.shape),
  figures: Object.keys(Figure.shape),
  sources: Object.keys(Source.shape),
  observations: Object.keys(DraftObservation.shape),
  'observations/claims': Object.keys(Claim.shape),
  identities: Object.keys(Identity.shape),
}

/** A value as a sentence names it: JSON, cut short; numbers that JSON cannot write by their names. */
export function shown(value: unknown): string {
  const json = typeof value === 'number' ? String(value) : (JSON.stringify(within(4, value)) ?? String(value))
  return json.length > 80 ? `${json.slice(0, 79)}…` : json
}

/** A value without what lies deeper than so many levels: input may be deeper than the stack, or hold itself (YAML). */
function within(levels: number, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (levels === 0) return '…'
  if (Array.isArray(value)) return value.map((item) => within(levels - 1, item))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, within(levels - 1, item)]))
}

/** A JSON pointer (RFC 6901) from path segments. */
export function pointer(path: readonly PropertyKey[]): string {
  return path.map((segment) => `/${String(segment).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

const valueAt = (input: unknown, path: readonly PropertyKey[]) =>
  path.reduce<unknown>((value, segment) => (value as Record<PropertyKey, unknown> | null | undefined)?.[segment], input)

/** A zod issue as sentences that name the offending value. Messages of our schemas complete "<value> is not …". */
export function sentences(issue: z.core.$ZodIssue, input: unknown): Broken[] {
  const place = pointer(issue.path)
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt[issue.path.filter((segment) => typeof segment === 'string').join('/')]
    return issue.keys.map((key) => ({
      pointer: `${place}${pointer([key])}`,
      detail: `Unknown key ${shown(key)}; the keys here are ${known?.join(', ')}.`,
    }))
  }
  const value = valueAt(input, issue.path)
  const wanted = issue.code === 'invalid_value' ? `one of ${issue.values.join(', ')}` : expectation(issue)
  if (value === undefined)
    return [{ pointer: place, detail: `Missing: ${shown(issue.path.at(-1) ?? 'release')}, ${wanted}.` }]
  return [{ pointer: place, detail: `${shown(value)} is not ${wanted}.` }]
}

function expectation(issue: z.core.$ZodIssue) {
  return issue.code === 'invalid_type' && issue.expected === 'object' ? 'an object' : issue.message
}

/** Reads a draft: all that is wrong with its form, and everything in it that can be read. */
export function readDraft(input: unknown): { draft: ReadDraft; broken: Broken[] } {
  const parsed = Draft.safeParse(input)
  const broken = parsed.error?.issues.flatMap((issue) => sentences(issue, input)) ?? []
  const items = (list: keyof typeof lists) => {
    const raw = valueAt(input, [list])
    return Array.isArray(raw) ? (raw as unknown[]) : []
  }
  const read = <T>(list: keyof typeof lists, schema: z.ZodType<T>) =>
    (parsed.data?.[list] as T[] | undefined)?.map(
      (value, index): Placed<T> => ({ pointer: `/${list}/${index}`, value }),
    ) ??
    items(list).flatMap((item, index): Placed<T>[] => {
      const result = schema.safeParse(item)
      return result.success ? [{ pointer: pointer([list, index]), value: result.data }] : []
    })
  const ids = (list: keyof typeof lists) => new Set(items(list).map((item) => valueAt(item, ['id'])))
  const observed = items('observations').map((item) => ({
    figure: valueAt(item, ['figure']),
    reference_date: valueAt(item, ['reference_date']),
    change_type: valueAt(item, ['change_type']),
  }))
  const cited = items('observations').flatMap((item, index) => {
    const claims = valueAt(item, ['claims'])
    return Array.isArray(claims)
      ? claims.map((claim, place) => ({
          pointer: `/observations/${index}/claims/${place}/source`,
          value: valueAt(claim, ['source']),
        }))
      : []
  })
  const draft = {
    note: parsed.data?.note ?? '',
    figures: read('figures', Figure),
    sources: read('sources', Source),
    observations: read('observations', DraftObservation),
    identities: read('identities', Identity),
    declared: { figures: ids('figures'), sources: ids('sources'), observations: observed, cited },
  }
  return { draft, broken }
}
