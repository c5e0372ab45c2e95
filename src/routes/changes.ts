// GET /v1/changes: every revision against what it replaced, with its cause; as a page, a table, a feed or a stream.

import * as z from 'zod'
import type { App } from '../app.ts'
import { Problem } from '../domain/problem.ts'
import { canonicalAddress } from '../http/address.ts'
import { releaseSince } from '../http/as-of.ts'
import { unknownFigure } from '../http/not-found.ts'
import { open, sendPage } from '../http/page.ts'
import { query } from '../http/parameters.ts'
import { reading } from '../http/reading.ts'
import { acceptsStream, type Streams } from '../http/streams.ts'
import type { Press } from '../publish.ts'
import type { ChangePlace } from '../store/changes.ts'
import { AsOf } from '../views/as-of.ts'
import { changeColumns, changeRow, changeView, ListedChange } from '../views/changes.ts'

const Changes = z
  .object({
    as_of: AsOf,
    changes: z.array(ListedChange),
    next: z.string().nullable().describe('Address of the next page; null on the last.'),
  })
  .meta({ id: 'Changes' })

/** After every change of a release: no rank is that high. */
const afterRelease = (release: number): ChangePlace => [release, 9, '', '']

export function changeRoutes(app: App, press: Press, { site, streams }: { site: string; streams: Streams }) {
  const { store } = press
  app.get(
    '/v1/changes',
    {
      schema: reading({
        operationId: 'listChanges',
        summary: 'Every change with its cause, oldest first',
        description:
          'Each revision against what it replaced. `since` the release a story was based on: what changed since it ran. `comparable: false` where a break of the series or another definition lies between; `backfilled: true` where a past day was entered late and nothing is news. As Atom: the newest first. As `text/event-stream`: one event for each release as it is published, its id the number of the release; it goes on after `Last-Event-ID` or `since`, else after the newest release.',
        querystring: query('as_of', 'since', 'figure', 'change_type', 'limit', 'cursor'),
        answer: Changes,
        formats: ['json', 'csv', 'atom'],
        stream: true,
      }),
    },
    (request, reply) => {
      const { as_of, cursor, since, limit, figure: figures, change_type: change_types } = request.query
      const opened = open<ChangePlace>(press, request, { as_of, cursor }, [0, 0, '', ''])
      const { number } = opened.release
      unknownFigure(press, figures, number)
      const from = releaseSince(press, since, opened.release)
      if (acceptsStream(request)) {
        if (as_of !== undefined || cursor !== undefined || limit !== undefined) {
          throw new Problem(
            'invalid_parameter',
            'A stream goes on for ever: it has no as_of, limit or cursor. It takes since, figure and change_type.',
          )
        }
        return streams.open(request, reply, { since: since === undefined ? undefined : from, figures, change_types })
      }
      const after = cursor === undefined ? afterRelease(from) : opened.after
      return sendPage(request, reply, { ...opened, after }, limit, {
        read: (after, limit) => store.changes.page({ figures, change_types, after, limit }, number),
        place: ({ place }) => place,
        row: (change) => changeView(store, change),
        columns: changeColumns(),
        tableRow: changeRow,
        json: (changes, next) => ({ changes, next }),
        formats: () => ({
          atom: async () => {
            const { atom } = await import('../formats/atom.ts')
            const newest = store.changes.newest({ figures, change_types, limit: limit ?? 100 }, number)
            const told = newest.filter(({ place }) => place[0] > from).map((change) => changeView(store, change))
            return atom(told, {
              site,
              self: canonicalAddress(request.originalUrl),
              updated: opened.release.published_at,
            })
          },
        }),
      })
    },
  )
}
