// How changes are told: one shape for all of them, with nulls for what a change does not have.

import * as z from 'zod'
import { headline, observationChange } from '../domain/changes.ts'
import { Cause } from '../domain/observation.ts'
import { CalendarDate } from '../domain/scalar.ts'
import type { Source } from '../domain/source.ts'
import type { ReadChange } from '../store/changes.ts'
import { restatedIn, type Store } from '../store/store.ts'
import { SourceView } from './observations.ts'
import { Said } from './releases.ts'

const CitedSource = SourceView.pick({
  id: true,
  publisher: true,
  carrier: true,
  title: true,
  url: true,
  published_on: true,
})

/** A published change. */
export const ListedChange = z
  .object({
    release: z.int().describe('The release that made the change.'),
    published_at: z.string().describe('The instant of that release.'),
    subject: z
      .enum(['observation', 'figure', 'source', 'identity'])
      .describe('What changed: an observation, or something said anew.'),
    sentence: z.string().describe('The change in words.'),
    figure: z.string().nullable().describe('The figure, of an observation or said anew.'),
    reference_date: CalendarDate.nullable().describe('The day the count speaks for.'),
    revision: z.int().nullable().describe('Which revision of the observation this is.'),
    change_type: Cause.shape.change_type.nullable().describe(Cause.shape.change_type.description as string),
    backfilled: z.boolean().describe('A past day entered late: not news, and no change of what was current.'),
    reason: z.string().nullable().describe('Why, in words.'),
    error_origin: z.enum(['source', 'publisher']).nullable().describe('Whose error was corrected.'),
    quantity_changed: z.boolean().nullable().describe('Whether the number or its hedge moved.'),
    comparable: z
      .boolean()
      .nullable()
      .describe(
        'Whether from and to count the same: false where a break of the series or another definition lies between.',
      ),
    from: Said.nullable().describe('What it replaced; null where it replaced nothing.'),
    to: Said.nullable().describe('What it says; null when it is retracted.'),
    now_current: Said.nullable().describe('When it is retracted: what the figure says instead, or null.'),
    id: z.string().describe('Id of the figure, source or identity that changed.'),
    restated: z
      .array(z.string())
      .nullable()
      .describe('The keys of a figure, source or identity whose values differ from what they were.'),
    sources: z.array(CitedSource).describe('The sources of the revision; the preferred first.'),
    url: z.string().nullable().describe('The observation as of the release.'),
  })
  .meta({ id: 'ListedChange' })
export type ListedChange = z.infer<typeof ListedChange>

/** Tells a change that was read. */
export function changeView(store: Store, change: ReadChange): ListedChange {
  if (change.subject !== 'observation') return restatementView(store, change)
  const { revision, replaced, current, title } = change
  const { subject, ...view } = observationChange(revision, replaced, current)
  const cited = [...revision.claims].sort((one, other) => Number(other.preferred) - Number(one.preferred))
  return {
    release: view.release,
    published_at: change.published_at,
    subject,
    sentence: headline({ subject, ...view }, title),
    figure: view.figure,
    reference_date: view.reference_date,
    revision: view.revision,
    change_type: view.change_type,
    backfilled: view.change_type === 'backfilled',
    reason: view.reason,
    error_origin: view.error_origin,
    quantity_changed: view.quantity_changed,
    comparable: view.comparable,
    from: view.from,
    to: view.to,
    now_current: view.now_current,
    id: view.figure,
    restated: null,
    sources: [...new Set(cited.map(({ source }) => source))].map((id) => {
      const { publisher, carrier, title, url, published_on } = revision.sources.get(id) as Source
      return { id, publisher, carrier, title, url, published_on }
    }),
    url: `/v1/figures/${view.figure}/observations/${view.reference_date}?as_of=${view.release}`,
  }
}

function restatementView(store: Store, change: Exclude<ReadChange, { subject: 'observation' }>): ListedChange {
  const { subject, id, published_at } = change
  const [release] = change.place
  const restated = restatedIn(store, subject, id, release)
  return {
    release,
    published_at,
    subject,
    sentence: `${subject} ${id}: ${restated.join(', ')} said anew.`,
    figure: subject === 'figure' ? id : null,
    reference_date: null,
    revision: null,
    change_type: null,
    backfilled: false,
    reason: null,
    error_origin: null,
    quantity_changed: null,
    comparable: null,
    from: null,
    to: null,
    now_current: null,
    id,
    restated,
    sources: [],
    url: null,
  }
}

/** The columns of a change in CSV: `from` and `to` spread out, sources by their ids. */
export function changeColumns(): string[] {
  const said = Object.keys(Said.shape)
  const keys = Object.keys(ListedChange.shape)
  return [
    'as_of.release',
    ...keys.flatMap((key) =>
      ['from', 'to', 'now_current'].includes(key) ? said.map((inner) => `${key}.${inner}`) : [key],
    ),
  ]
}

/** A change as a row of CSV. */
export function changeRow(view: ListedChange): object {
  return { ...view, restated: view.restated?.join(' ') ?? null, sources: view.sources.map(({ id }) => id).join(' ') }
}
