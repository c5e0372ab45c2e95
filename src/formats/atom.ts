// Changes as an Atom feed (RFC 4287), for a newsroom's feed reader: one entry for each change, newest first.

import { generateAtomFeed } from 'feedsmith'
import { credit } from '../domain/statement.ts'
import type { ListedChange } from '../views/changes.ts'

/** A feed of changes. `site` is the address of the service; ids are the same on every instance. */
export function atom(changes: ListedChange[], feed: { site: string; self: string; updated: string }): string {
  const { site, self, updated } = feed
  return generateAtomFeed({
    id: 'tag:hostage-figures,2026:changes',
    title: { value: 'Hostage figures: changes', type: 'text' },
    subtitle: {
      value: 'Every number that was published, revised, corrected or retracted, with the reason.',
      type: 'text',
    },
    updated: new Date(updated),
    authors: [{ name: 'Hostage figures' }],
    rights: { value: 'CC BY 4.0', type: 'text' },
    links: [
      { href: `${site}${self}`, rel: 'self', type: 'application/atom+xml' },
      { href: `${site}/`, rel: 'alternate', type: 'text/html' },
    ],
    entries: changes.map((change) => ({
      id: `tag:hostage-figures,2026:release/${change.release}/${change.subject}/${change.id}${change.reference_date === null ? '' : `/${change.reference_date}`}`,
      title: { value: change.sentence, type: 'text' },
      updated: new Date(change.published_at),
      published: new Date(change.published_at),
      links: [
        {
          href: `${site}${change.url ?? `/v1/releases/${change.release}`}`,
          rel: 'alternate',
          type: 'application/json',
        },
      ],
      categories: [{ term: change.change_type ?? 'restated' }],
      summary: { value: summary(change), type: 'text' },
    })),
  } as Parameters<typeof generateAtomFeed>[0])
}

function summary({ backfilled, comparable, to, sources, release }: ListedChange): string {
  const told = [
    backfilled ? 'A past day entered late; what is current did not change.' : '',
    comparable === false ? 'It cannot be compared with what it replaced.' : '',
    to?.series_break ? `Break of the series: ${to.series_break}` : '',
    sources.length === 0
      ? ''
      : `Source: ${sources.map((source) => credit({ ...source, attributed_to: null })).join(', ')}.`,
    `Release ${release}.`,
  ]
  return told.filter((sentence) => sentence !== '').join(' ')
}
