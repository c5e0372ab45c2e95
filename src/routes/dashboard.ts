// GET /: the figures for people, in a browser, on a phone or on a wall; and its style, its script and its icon.

import type { App } from '../app.ts'
import { MOST_LATE } from '../dashboard/changes.ts'
import { script } from '../dashboard/live.ts'
import { type Dashboard, page } from '../dashboard/page.ts'
import { icon, style } from '../dashboard/style.ts'
import { ChangeType } from '../domain/observation.ts'
import { open } from '../http/page.ts'
import { query } from '../http/parameters.ts'
import { send, sendAsset } from '../http/send.ts'
import type { Press } from '../publish.ts'
import type { ReleaseSummary } from '../store/releases.ts'
import type { Store } from '../store/store.ts'
import { changeView } from '../views/changes.ts'
import { definitionView, figureView } from '../views/observations.ts'
import { identityView } from '../views/reconciliation.ts'

/** How many of each the page shows; the rest is one link away. */
const CHANGES = 20
const RELEASES = 200
const FIGURES = 1000

// Walls show pages in frames, and nothing on this one can be clicked to anybody's harm: it may be framed.
const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors *"

const assets = [
  { path: '/dashboard.css', type: 'text/css; charset=utf-8', text: style },
  { path: '/dashboard.js', type: 'text/javascript; charset=utf-8', text: script },
  { path: '/dashboard.svg', type: 'image/svg+xml; charset=utf-8', text: icon },
]

const news = ChangeType.options.filter((type) => type !== 'backfilled')

export function dashboardRoutes(app: App, press: Press) {
  app.get('/', { schema: { hide: true, querystring: query('as_of') } }, (request, reply) => {
    const { as_of } = request.query
    const { release, lasts } = open(press, request, { as_of }, [])
    const html = () => page(dashboard(press.store, release, as_of !== undefined)).toString()
    return send(request, reply.header('Content-Security-Policy', contentSecurityPolicy), {
      release,
      lasts,
      formats: { html },
    })
  })

  for (const { path, type, text } of assets) {
    app.get(path, { schema: { hide: true, querystring: query() } }, (request, reply) =>
      sendAsset(request, reply, { type, body: text }),
    )
  }
}

function dashboard(store: Store, release: ReleaseSummary, pinned: boolean): Dashboard {
  const { number } = release
  const first = new Set(store.figures.current({ after: 0, limit: FIGURES }, 1).map(({ figure }) => figure.id))
  return {
    release,
    pinned,
    editions: store.releases.page({ after: Math.max(0, number - RELEASES), limit: RELEASES }, number).reverse(),
    cards: store.figures.current({ after: 0, limit: FIGURES }, number).map((current) => ({
      figure: figureView(current, number),
      definition: definitionView(current.figure),
      headline: first.has(current.figure.id),
    })),
    changes: store.changes
      .newest({ change_types: news, limit: CHANGES }, number)
      .map((change) => changeView(store, change)),
    backfilled: store.changes.newest({ change_types: ['backfilled'], limit: MOST_LATE + 1 }, number).length,
    identities: store.identities
      .all(number)
      .map((identity) => identityView(store, identity, { release: number, reference_date_to: undefined })),
  }
}
