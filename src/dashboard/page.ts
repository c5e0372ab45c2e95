// The page at /: for a journalist on a phone and for a wall. Everything in <main> belongs to one release and is replaced
// whole when the next one is published; what is around it never changes.

import { dateInWords } from '../domain/statement.ts'
import type { ListedChange } from '../views/changes.ts'
import type { IdentityView } from '../views/reconciliation.ts'
import { changeSection, type Edition } from './changes.ts'
import { type Card, figureSections } from './figures.ts'
import { html, type Markup } from './html.ts'
import { reconciliationSection } from './reconciliation.ts'
import { instantInWords, moment } from './words.ts'

/** What the page tells. It depends on the release alone, so that an old release looks the same for ever. */
export type Dashboard = {
  release: Edition & { digest: string; newest_reference_date: string | null }
  /** Whether this release was asked for, and not whichever is the newest; the script takes `.pinned` away. */
  pinned: boolean
  /** Up to this release, newest first. */
  editions: Edition[]
  cards: Card[]
  changes: ListedChange[]
  /** How many past days were entered late. */
  backfilled: number
  identities: IdentityView[]
}

const title = 'Hostages taken to Gaza: the figures'
const about =
  'How many people were taken, released, rescued and recovered, and how many are still held: each number in the words of its source, with its day and with whoever says otherwise.'

/** The whole document. */
export function page(dashboard: Dashboard): Markup {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="${about}">
<title>${title}</title>
<link rel="icon" href="/dashboard.svg" type="image/svg+xml">
<link rel="stylesheet" href="/dashboard.css">
<link rel="alternate" type="application/atom+xml" href="/v1/changes.atom" title="Changes">
<link rel="license" href="https://creativecommons.org/licenses/by/4.0/">
<script type="module" src="/dashboard.js"></script>
</head>
<body>
<a class="skip" href="#main">Skip to the figures</a>
<header>
<h1>${title}</h1>
<p>${about}</p>
<nav aria-label="This page"><a href="#changes">Changes</a> <a href="#reconciliation">Do they add up?</a> <a href="#cite">Cite and verify</a></nav>
</header>
<div id="live"><p role="status"></p></div>
${main(dashboard)}
${footer}
</body>
</html>
`
}

function main({ release, pinned, editions, cards, changes, backfilled, identities }: Dashboard): Markup {
  const { number, newest_reference_date: newest } = release
  return html`<main id="main" tabindex="-1" data-release="${number}"${pinned && html` data-pinned`}>
${pinned && pinnedNotice(release)}
<div class="edge">
<p class="data-end">${dataEnd(release, pinned)}</p>
<p class="edition">Release ${number}, published ${moment(release.published_at)}.</p>
${asOfForm(editions, number)}
</div>
${figureSections(cards, { release: number, newest })}
${changeSection({ changes, backfilled, editions, release: number })}
${reconciliationSection(identities)}
${citing(release)}
</main>`
}

// The same words whether or not a later release exists: an address with a release answers the same bytes for ever.
function pinnedNotice({ number, published_at }: Edition): Markup {
  return html`<p class="pinned"><strong>These are the figures as published in release ${number}, of ${moment(published_at)}.</strong>
Anything published later is not on this page. <a href="/">Show the newest figures</a></p>`
}

function dataEnd({ number, newest_reference_date: newest }: Dashboard['release'], pinned: boolean): Markup {
  if (newest === null) return html`No figure has been entered.`
  return html`Figures up to <time datetime="${newest}">${dateInWords(newest)}</time>; nothing later has been entered${pinned && html`<span class="pinned"> up to release ${number}</span>`}.`
}

function asOfForm(editions: Edition[], chosen: number): Markup | false {
  if (editions.length === 1) return false
  return html`<form method="get" action="/">
<label for="as_of">As published in</label>
<select id="as_of" name="as_of" autocomplete="off">
${editions.map(
  ({ number, published_at }) =>
    html`<option value="${number}"${number === chosen && html` selected`}>Release ${number}, ${instantInWords(published_at)}</option>
`,
)}</select>
<button>Show</button>
</form>`
}

function citing({ number, digest }: Dashboard['release']): Markup {
  return html`<section id="cite" aria-labelledby="cite-title">
<h2 id="cite-title">Cite and verify</h2>
<ul>
<li>Quote a number with its hedge, its day and its source: “at least 35” is not 35. The permanent link of a number holds every revision of it, the sentence to quote, and citations for notes and reference managers (<code>cite_as</code>).</li>
<li>Note the release with your story. <a href="/?as_of=${number}">This page as of release ${number}</a> and every link with <code>as_of=${number}</code> answer the same for ever, whatever is published later.</li>
<li>Release ${number} has the SHA-256 digest <code class="digest">${digest}</code>. It is computed from <a href="/v1/releases/${number}">the whole release</a>, as RFC 8785 canonical JSON without <code>digest</code>, and holds the digest of the release before it. Whoever noted it can prove later that no older number was changed without a trace.</li>
<li>To learn what changed since your story ran: <a href="/v1/changes?since=${number}">changes since release ${number}</a>.</li>
</ul>
</section>`
}

const footer = html`<footer>
<nav aria-label="Data"><a href="/docs">Reference of the API</a> <a href="/openapi.json">OpenAPI</a> <a href="/v1/figures.csv">Figures as CSV</a> <a href="/v1/figures.json">Figures as JSON</a> <a href="/v1/changes.atom">Feed of changes</a> <a href="/v1/sources.csv">Sources as CSV</a></nav>
<p>The data are under <a rel="license" href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>: use them for anything, and name the source of the number and this service.</p>
<noscript><p>Without JavaScript this page does not change by itself. Load it again to see what was published since.</p></noscript>
</footer>`
