// What changed, latest first, and why.

import type { ListedChange } from '../views/changes.ts'
import { html, type Markup } from './html.ts'
import { counted, moment } from './words.ts'

/** A release as far as a page tells it. */
export type Edition = { number: number; published_at: string; note: string }

/** What is told of changes; `backfilled` counts the past days that were entered late, which is no news. */
export type Told = { changes: ListedChange[]; backfilled: number; editions: Edition[]; release: number }

/** The newest changes by release. */
export function changeSection({ changes, backfilled, editions, release }: Told): Markup {
  const releases = [...new Set(changes.map((change) => change.release))]
  const of = (number: number) => changes.filter((change) => change.release === number)
  const late = `/v1/changes.csv?change_type=backfilled&as_of=${release}`
  return html`<section id="changes" aria-labelledby="changes-title">
<h2 id="changes-title">Changes, latest first</h2>
${releases.map((number) => ofRelease(of(number), editions))}
${backfilled > 0 && html`<p>Besides these, <a href="${late}">${lateDays(backfilled)} entered late</a>: history that was known before, and no news.</p>`}
<p class="links"><a href="/v1/changes.csv?as_of=${release}">All changes as CSV</a> <a href="/v1/changes.atom">Changes as a feed (Atom)</a></p>
</section>`
}

/** The most past days that are counted. */
export const MOST_LATE = 1000

function lateDays(count: number): string {
  const words = counted(Math.min(count, MOST_LATE), 'past day was', 'past days were')
  return count > MOST_LATE ? `more than ${words}` : words
}

function ofRelease(changes: ListedChange[], editions: Edition[]): Markup {
  const [{ release, published_at }] = changes as [ListedChange]
  const edition = editions.find(({ number }) => number === release)
  return html`<section aria-labelledby="changes-${release}">
<h3 id="changes-${release}">Release ${release}, ${moment(published_at)}</h3>
${edition && html`<p>${edition.note}</p>`}
<ul class="changes">${changes.map(item)}</ul>
</section>
`
}

function item({ sentence, comparable, to, reference_date, figure, url, sources }: ListedChange): Markup {
  const publishers = [...new Set(sources.map(({ publisher }) => publisher))].join(', ')
  const broken =
    comparable === false &&
    html` <strong>Not comparable with what it replaced.</strong> ${to?.series_break ?? 'What is counted was defined anew.'}`
  return html`<li><p>${sentence}${broken}</p>
<p class="source">${publishers && `${publishers}. `}<a href="${url}">Permanent link<span class="unseen"> to: ${figure}, ${reference_date}</span></a></p></li>
`
}
