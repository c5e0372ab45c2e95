// The answers that most readers ask for. They are told before anybody asks: at start, and again with each release.

import type { Press } from '../publish.ts'

/** How many figures have headlines of their own; the rest is told when it is asked for. */
const FIGURES = 50

/** What most readers ask for, as they ask for it. */
export type Headline = { url: string; accept: string }

/** The table of figures, which most ask for, and a start waits for. */
export const table: Headline = { url: '/v1/figures', accept: '*/*' }

/** The headlines as of the newest release, the most asked for first; none before there is one. */
export function headlines({ store, log }: Press): Headline[] {
  const newest = log.head()
  if (newest === undefined) return []
  const figures = idsOf(store, newest.number).map((id) => `/v1/figures/${id}`)
  return [
    table,
    { url: '/', accept: 'text/html,*/*;q=0.8' },
    { url: '/v1/figures', accept: 'application/json' },
    ...['/v1/figures.csv', '/v1/changes', '/v1/releases/latest', ...figures].map((url) => ({ url, accept: '*/*' })),
  ]
}

/** The first figures; none while the database cannot be read. */
function idsOf({ figures }: Press['store'], release: number): string[] {
  try {
    return figures.current({ after: 0, limit: FIGURES }, release).map(({ figure }) => figure.id)
  } catch {
    // Whoever asks for a figure is told what is wrong; the service goes on answering what it can.
    return []
  }
}
