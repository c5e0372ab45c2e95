// Do the numbers add up? Each accounting rule as two bars of one length if they do, and as a table with the same words.
// A part whose number is hedged is hatched; parts that speak for different days are drawn in dashes: neither is a fact
// that could be measured with a ruler.

import type { IdentityView } from '../views/reconciliation.ts'
import { html, type Markup } from './html.ts'
import { day, scopes } from './words.ts'

type Term = IdentityView['total'][number]

const BAR = 30
const GAP = 6

/** Every identity, as a sentence, a picture and a table. */
export function reconciliationSection(identities: IdentityView[]): Markup {
  return html`<section id="reconciliation" aria-labelledby="reconciliation-title">
<h2 id="reconciliation-title">Do the numbers add up?</h2>
${identities.length === 0 ? html`<p>No rule for adding up had been published by this release.</p>` : html`<p>Judged only where all numbers speak for one day, and only as far as their hedges allow. Hatched: the source hedges the number. Dashed: the numbers speak for different days.</p>`}
<div class="identities">
${identities.map(identityArticle)}
</div>
</section>`
}

function identityArticle(view: IdentityView): Markup {
  const { identity, title, scope } = view
  return html`<article id="identity-${identity}" aria-labelledby="identity-${identity}-title">
<h3 id="identity-${identity}-title">${title}</h3>
<p class="scope">${scopes[scope]}</p>
<p>${plainly(view)}</p>
${view.verdict !== 'incomplete' && picture(view)}
${table(view)}
</article>
`
}

/** The verdict as the API words it, with titles where it names figures by id: the table below says which number is which. */
function plainly({ sentence, verdict, total, parts }: IdentityView): string {
  const terms = [...total, ...parts]
  if (verdict !== 'incomplete') return terms.reduce((words, { figure }) => words.replace(` (${figure})`, ''), sentence)
  return terms.reduce(
    (words, { figure, title }) => words.replace(new RegExp(`\\b${figure}\\b`), `“${title}”`),
    sentence,
  )
}

// Each row has its day only where there is more than one: else the sentence and the caption say it once.
function table({ title, total, parts, reference_date, verdict }: IdentityView): Markup {
  const dated = reference_date === null
  const rows = (terms: Term[], side: string) =>
    terms.map((term, at) => row(term, `${side}${at + 1} ${manner(term, verdict)}`, dated))
  return html`<table>
<caption class="unseen">${title}${reference_date && html`, on ${day(reference_date)}`}</caption>
<thead class="unseen"><tr><th scope="col">What is counted</th><th scope="col">How many</th>${dated && html`<th scope="col">On</th>`}</tr></thead>
<tbody>${rows(total, 'total')}</tbody>
<tbody>${rows(parts, 'part')}</tbody>
</table>`
}

function row({ title, display, reference_date, permalink }: Term, look: string, dated: boolean): Markup {
  return html`<tr><th scope="row"><span class="swatch ${look}"></span>${title}</th>
<td>${permalink === null ? display : html`<a href="${permalink}">${display}</a>`}</td>${dated && html`<td>${reference_date && day(reference_date)}</td>`}</tr>
`
}

const manner = ({ qualifier }: Term, verdict: IdentityView['verdict']) =>
  `${qualifier === 'exact' ? '' : 'hedged'} ${verdict === 'mixed_dates' ? 'undated' : ''}`

function picture({ identity, verdict, total, parts }: IdentityView): Markup {
  const whole = Math.max(sum(total), sum(parts), 1)
  const hatch = `hatch-${identity}`
  const bars = (terms: Term[], top: number, shade: (at: number) => string) =>
    terms.map((term, at) => {
      const [from, width] = [share(sum(terms.slice(0, at)), whole), share(sizeOf(term), whole)]
      return html`<rect class="bar ${shade(at)} ${manner(term, verdict)}" x="${from}%" y="${top}" width="${width}%" height="${BAR}"/>
${term.qualifier !== 'exact' && html`<rect x="${from}%" y="${top}" width="${width}%" height="${BAR}" fill="url(#${hatch})"/>`}
${fits(term.display, width) && html`<text class="label ${shade(at)}" x="${from + width / 2}%" y="${top + BAR / 2}">${term.display}</text>`}
`
    })
  return html`<svg class="bars" width="100%" height="${2 * BAR + GAP}" aria-hidden="true" focusable="false">
<defs><pattern id="${hatch}" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="hatch" width="2" height="7"/></pattern></defs>
${open(total, parts, whole)}
${bars(total, 0, (at) => `total${at + 1}`)}${bars(parts, BAR + GAP, (at) => `part${at + 1}`)}
</svg>`
}

// What one side lacks by value.
function open(total: Term[], parts: Term[], whole: number): Markup | false {
  const [all, told] = [sum(total), sum(parts)]
  if (all === told) return false
  const [from, width] = [share(Math.min(all, told), whole), share(Math.abs(all - told), whole)]
  return html`<rect class="open" x="${from}%" y="${told < all ? BAR + GAP : 0}" width="${width}%" height="${BAR}"/>`
}

const sizeOf = ({ value }: Term) => Number(value)
const sum = (terms: Term[]) => terms.reduce((count, term) => count + sizeOf(term), 0)
const share = (count: number, whole: number) => Math.round((count / whole) * 100_000) / 1000

/** Whether a label fits into its part on the narrowest phone: a character takes about 3 % of the bar there. */
const fits = (label: string, width: number) => width >= 3 * label.length + 1
