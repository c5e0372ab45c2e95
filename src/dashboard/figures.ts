// The figures as statements: what is counted, how many in the words of the source, on which day, and who says so.

import type * as z from 'zod'
import { contests, grouped } from '../domain/quantity.ts'
import { credit, when } from '../domain/statement.ts'
import type { ClaimView, DefinitionView, FigureView } from '../views/observations.ts'
import { html, Markup, type Piece } from './html.ts'
import { age, day, scopes } from './words.ts'

/** A figure with its definition; the headline figures come first and large. */
export type Card = { figure: FigureView; definition: z.infer<typeof DefinitionView>; headline: boolean }

/** What every card of a page shares. */
export type Setting = { release: number; newest: string | null }

type Claim = z.infer<typeof ClaimView>
type Group = { id: string; title: string; cards: Card[]; layout: string }

/** All figures: the headline ones by what became of the people, then the others by whom they count. */
export function figureSections(cards: Card[], setting: Setting): Markup {
  const headline = cards.filter((card) => card.headline)
  const everyone = headline.filter(({ figure }) => figure.population === 'all')
  const us = headline.filter(({ figure }) => figure.population === 'us')
  const [held, others] = [everyone.filter(isHeld), everyone.filter((card) => !isHeld(card))]
  const further = cards.filter((card) => !card.headline)
  return html`<section id="figures" aria-labelledby="figures-title">
<h2 id="figures-title" class="unseen">The figures</h2>
${group({ id: 'still-held', title: 'Still held', cards: held, layout: 'cards large' }, setting)}
${group({ id: 'taken-and-released', title: 'Taken and released', cards: others, layout: 'cards four' }, setting)}
${group({ id: 'us-citizens', title: 'US citizens among them', cards: us, layout: 'cards' }, setting)}
</section>
${
  further.length > 0 &&
  html`<section id="further" aria-labelledby="further-title">
<h2 id="further-title">Further figures</h2>
${Object.entries(scopes).map(([scope, title]) => {
  const id = `scope-${scope}`
  return group({ id, title, cards: further.filter(({ figure }) => figure.scope === scope), layout: 'rows' }, setting)
})}
</section>`
}`
}

const isHeld = ({ figure }: Card) => figure.hostage_status === 'held'

function group({ id, title, cards, layout }: Group, setting: Setting): Markup | false {
  return (
    cards.length > 0 &&
    html`<section aria-labelledby="${id}">
<h3 id="${id}">${title}</h3>
<div class="${layout}">
${cards.map((card) => article(card, setting))}
</div>
</section>`
  )
}

function article(card: Card, { release, newest }: Setting): Markup {
  const { figure, definition, headline } = card
  const { title, display, reference_date: date } = figure
  return html`<article id="${figure.figure}" aria-labelledby="${figure.figure}-title">
<h4 id="${figure.figure}-title">${title}</h4>
<p class="display">${display}</p>
<div class="said">
${date && newest && html`<p><span class="when">${when[definition.accumulation]} ${day(date)}</span>, ${age(date, newest)}</p>`}
${headline && html`<p>${scopes[figure.scope]}</p>`}
</div>
<div class="told">
${source(figure)}
${notes(figure)}
</div>
${headline && html`<div class="wide">${chart(figure, release)}</div>`}
${details(card, release)}
</article>
`
}

const chart = ({ url, statement }: FigureView, release: number): Markup =>
  html`<img class="chart" src="${url}/history.svg?as_of=${release}" loading="lazy" alt="History. ${statement}">`

const preferredOf = ({ claims }: FigureView) => claims.find((claim) => claim.preferred)

function source(figure: FigureView): Markup | undefined {
  const preferred = preferredOf(figure)
  const carrier = preferred?.source.carrier
  return (
    preferred &&
    html`<p class="source">Source: ${linked(preferred)}${carrier && `, read at ${carrier}`}.
<a href="${figure.permalink as string}">Permanent link<span class="unseen"> to: ${figure.title}</span></a></p>`
  )
}

const creditOf = ({ attributed_to, source }: Claim) => credit({ attributed_to, publisher: source.publisher })

function linked(claim: Claim): Markup {
  const { url } = claim.source
  return url === null ? html`${creditOf(claim)}` : html`<a href="${url}">${creditOf(claim)}</a>`
}

const origins = { source: 'an error of the source', publisher: 'our own error' }

function notes(figure: FigureView): Markup | false {
  const { series_break, latest_exact: exact, change_type, reason, error_origin } = figure
  const told = [
    ...contest(figure),
    series_break && html`<p><strong>Not comparable with the number before it:</strong> ${series_break}</p>`,
    exact && html`<p><b>${grouped(exact.value)}</b> was stated exactly on ${day(exact.reference_date)}.</p>`,
    change_type === 'corrected' &&
      error_origin &&
      html`<p><strong>Corrected, ${origins[error_origin]}:</strong> ${reason}</p>`,
  ].filter((note) => note instanceof Markup)
  return told.length > 0 && html`<div class="notes">${told}</div>`
}

function contest(figure: FigureView): Piece[] {
  const preferred = preferredOf(figure)
  const others = preferred ? figure.claims.filter((claim) => contests(claim, preferred)) : []
  if (others.length === 0) return []
  const said = others.map((claim, at) => html`${at > 0 && '; '}<b>${claim.display}</b> (${linked(claim)})`)
  const why = preferred?.preference_note
  return [html`<p><strong>Contested:</strong> ${said}.</p>`, why && html`<p>Why ${figure.display} is shown: ${why}</p>`]
}

function details({ figure, definition }: Card, release: number): Markup {
  const { title, statement, claims, url } = figure
  const of = html`<span class="unseen"> of: ${title}</span>`
  const pinned = `?as_of=${release}`
  return html`<details id="${figure.figure}-more">
<summary>History, definition, data${of}</summary>
${chart(figure, release)}
<p>${definition.definition}</p>
<p>To quote: <q>${statement}</q></p>
<ul class="claims">${claims.map(claimItem)}</ul>
<p class="links"><a href="${url}/history.csv${pinned}">History as CSV${of}</a> <a href="${url}/history.json${pinned}">History as JSON${of}</a>
<a href="${url}/history.svg${pinned}">Chart${of}</a> <a href="${url}.svg${pinned}">Card to embed${of}</a></p>
</details>`
}

function claimItem(claim: Claim): Markup {
  const { display, wording, locator, derivation, source } = claim
  const { title, url, language, published_on, note } = source
  const headline = html`<cite><bdi lang="${language}">${title}</bdi></cite>`
  return html`<li><b>${display}</b>, in the words <q lang="${language}">${wording}</q>${derivation && `, worked out as ${derivation}`}:
${creditOf(claim)}, ${url === null ? headline : html`<a href="${url}">${headline}</a>`}${published_on && html`, ${day(published_on)}`}${locator && `, ${locator}`}.
${note && html`<span class="remark">${note}</span>`}</li>
`
}
