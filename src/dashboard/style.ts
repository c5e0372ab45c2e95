// The style of the page, as it is served. The colours are those of the charts, so that they lie on one paper.

export const style = `:root {
  color-scheme: light dark;
  --paper: #fff; --tint: #f3f5f7; --ink: #1b1f23; --soft: #545b63; --line: #d5dbe1; --accent: #2f4256;
  --s0: #e6eaee; --s1: #b9c5cf; --s2: #8497a9; --s3: #dce2e7; --s4: #9fb0c0; --s5: #2f4256; --s6: #c9d2da;
  --on2: #1b1f23; --on5: #fff; --hatch: #1b1f23;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #15191e; --tint: #1d232a; --ink: #eceff2; --soft: #aab3bc; --line: #323b45; --accent: #b9c9d9;
    --s0: #2a323a; --s1: #4a5a6a; --s2: #93a6b8; --s3: #333e49; --s4: #5b6d7f; --s5: #b9c9d9; --s6: #3f4c59;
    --on2: #15191e; --on5: #15191e; --hatch: #eceff2;
  }
}
* { box-sizing: border-box; }
html { font: 100%/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; background: var(--paper); color: var(--ink); -webkit-text-size-adjust: 100%; scroll-padding-top: 4rem; }
body { margin: 0; }
header, main, footer { max-width: 80rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 1.5rem; }
main { outline: none; }
h1, h2, h3, h4, p, ul { margin: 0; padding: 0; text-wrap: pretty; }
h1 { font-size: clamp(1.5rem, 1.2rem + 1.2vw, 2.125rem); line-height: 1.2; font-weight: 650; letter-spacing: -0.01em; }
header p { max-width: 46rem; margin-top: 0.5rem; color: var(--soft); }
h2 { font-size: 1.375rem; line-height: 1.3; font-weight: 650; padding-top: 1rem; border-top: 2px solid var(--ink); }
h3 { font-size: 1.0625rem; line-height: 1.4; font-weight: 600; color: var(--soft); margin-top: 1.75rem; }
h4 { font-size: 1.0625rem; line-height: 1.35; font-weight: 600; }
main > section { margin-top: 3.5rem; }
main > .edge + section { margin-top: 0; }
a { color: var(--accent); text-underline-offset: 0.15em; text-decoration-thickness: 1px; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
strong, b { font-weight: 600; }
cite { font-style: normal; }
code { font: 0.875em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.digest { overflow-wrap: anywhere; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: 1rem; top: -4rem; padding: 0.5rem 1rem; background: var(--ink); color: var(--paper); z-index: 2; }
.skip:focus { top: 0.5rem; }
nav { display: flex; flex-wrap: wrap; gap: 0 1.25rem; margin-top: 0.5rem; font-size: 0.9375rem; }
nav a, .links a, summary { padding-block: 0.25rem; }

#live { position: sticky; top: 0; z-index: 1; }
#live p { background: var(--tint); border-bottom: 1px solid var(--line); text-align: center; padding: 0.5rem 1.25rem; }
#live p:empty { padding: 0; border: 0; }
#live [data-silent] { background: var(--accent); color: var(--paper); font-weight: 600; }
#live a { color: inherit; }

p.pinned { margin-top: 1.5rem; padding: 1rem 1.25rem; background: var(--tint); border-left: 4px solid var(--accent); }
.edge { display: grid; gap: 0 2rem; margin-top: 1rem; padding-block: 1rem; border-block: 2px solid var(--ink); }
.data-end { font-size: 1.1875rem; line-height: 1.4; font-weight: 600; }
.edition { color: var(--soft); font-size: 0.9375rem; }
form { display: grid; grid-template-columns: 1fr auto; align-items: center; gap: 0 0.5rem; margin-top: 0.5rem; }
label { color: var(--soft); font-size: 0.9375rem; grid-column: 1 / -1; }
select, button { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--soft); border-radius: 3px; padding: 0.375rem 0.625rem; min-height: 2.5rem; min-width: 0; width: 100%; }
button { font-weight: 600; padding-inline: 1rem; cursor: pointer; }

.cards { display: grid; gap: 0 2.5rem; }
article { min-width: 0; }
.cards article, .rows article { border-top: 1px solid var(--line); padding-block: 1.25rem; margin-top: 0.75rem; }
.rows article { margin-top: 0; }
.display { font-size: 2.75rem; line-height: 1.15; font-weight: 500; letter-spacing: -0.02em; font-variant-numeric: tabular-nums; margin-block: 0.125rem 0.375rem; text-wrap: balance; }
.large .display { font-size: clamp(3rem, 2.2rem + 3.4vw, 4.5rem); }
.rows .display { font-size: 2rem; }
.said, .source, .remark, summary { color: var(--soft); }
.said, .told, details, .changes { font-size: 0.9375rem; }
.when { font-size: 1rem; font-weight: 500; color: var(--ink); }
.notes { margin-top: 0.625rem; padding-left: 0.875rem; border-left: 3px solid var(--line); }
.notes p + p { margin-top: 0.375rem; }
details { margin-top: 0.375rem; }
.links { display: flex; flex-wrap: wrap; gap: 0 1.25rem; margin-top: 0.5rem; }
summary { cursor: pointer; }
details[open] summary { margin-bottom: 0.25rem; }
details > * { max-width: 52rem; }
details > p + p { margin-top: 0.5rem; }
.wide { display: none; }
.chart { display: block; width: 100%; max-width: 52rem; height: auto; margin-block: 0.75rem; }
.claims { list-style: none; margin-block: 0.75rem; }
.claims li + li { margin-top: 0.5rem; }

#changes section > p { max-width: 46rem; margin-top: 0.25rem; }
#changes > p { margin-top: 1.25rem; }
.changes { list-style: none; margin-top: 0.75rem; }
.changes li { border-top: 1px solid var(--line); padding-block: 0.5rem; }
#cite ul { max-width: 52rem; padding-left: 1.125rem; margin-top: 0.5rem; }
#cite li { margin-top: 0.5rem; padding-left: 0.25rem; }
#reconciliation > p { max-width: 46rem; margin-top: 0.75rem; }
.identities { display: grid; gap: 2.5rem 3rem; margin-top: 0.5rem; }
.identities h3 { color: var(--ink); }
.identities .scope { color: var(--soft); font-size: 0.9375rem; margin-bottom: 0.25rem; }
.bars { display: block; margin-block: 0.75rem; }
.bar { stroke: var(--paper); stroke-width: 1.5; }
.open { fill: none; stroke: var(--soft); stroke-dasharray: 5 4; }
.undated.bar { stroke: var(--ink); stroke-dasharray: 5 4; }
.total1 { fill: var(--s0); --shade: var(--s0); }
.total2 { fill: var(--s6); --shade: var(--s6); }
.part1 { fill: var(--s1); --shade: var(--s1); }
.part2 { fill: var(--s2); --shade: var(--s2); }
.part3 { fill: var(--s3); --shade: var(--s3); }
.part4 { fill: var(--s4); --shade: var(--s4); }
.part5 { fill: var(--s5); --shade: var(--s5); }
.part6 { fill: var(--s6); --shade: var(--s6); }
.hatch { fill: var(--hatch); fill-opacity: 0.28; }
.label { fill: var(--ink); font-size: 0.875rem; font-weight: 600; text-anchor: middle; dominant-baseline: central; font-variant-numeric: tabular-nums; }
.label.part2 { fill: var(--on2); }
.label.part5 { fill: var(--on5); }
table { width: 100%; border-collapse: collapse; font-size: 0.9375rem; }
th, td { text-align: left; vertical-align: top; font-weight: 400; padding: 0.375rem 0.75rem 0.375rem 0; border-top: 1px solid var(--line); }
tbody + tbody tr:first-child > * { border-top: 2px solid var(--soft); }
td { white-space: nowrap; font-variant-numeric: tabular-nums; }
td { text-align: right; }
td:last-child { padding-right: 0; }
td + td { color: var(--soft); }
th[scope=row] { padding-left: 1.5rem; position: relative; }
.swatch { position: absolute; left: 0; top: 0.7rem; width: 0.875rem; height: 0.875rem; background: var(--shade); print-color-adjust: exact; forced-color-adjust: none; }
.swatch.hedged { background: repeating-linear-gradient(135deg, var(--soft) 0 2px, var(--shade) 2px 5px); }
.swatch.undated { outline: 1px dashed var(--ink); }
footer { margin-top: 4rem; padding-bottom: 3rem; color: var(--soft); }
footer nav { padding-top: 1.25rem; border-top: 2px solid var(--ink); }
footer p { margin-top: 0.75rem; }

@media (min-width: 40rem) {
  header, main, footer { padding-inline: 2rem; }
  .edge { grid-template-columns: 1fr auto; align-items: center; }
  .data-end { grid-column: 1 / -1; }
  form { grid-template-columns: auto auto auto; }
  label { grid-column: auto; }
  .cards { grid-template-columns: repeat(2, 1fr); }
  .cards article { display: grid; grid-row: span 5; grid-template-rows: subgrid; }
}
@media (min-width: 64rem) {
  header { display: grid; grid-template-columns: 1fr auto; align-items: baseline; gap: 0 3rem; }
  header p { grid-column: 1 / -1; grid-row: 2; }
  .cards { grid-template-columns: repeat(3, 1fr); }
  .cards article { grid-row: span 6; }
  .wide { display: block; }
  .wide ~ details .chart { display: none; }
  .cards.large { grid-template-columns: repeat(2, 1fr); }
  .cards.four { grid-template-columns: repeat(4, 1fr); gap: 0 2rem; }
  .cards.four .display { font-size: 2.125rem; }
  .rows article { display: grid; grid-template: auto auto 1fr auto / 9.5rem 1fr 1fr; gap: 0 2rem; padding-block: 0.875rem; }
  .rows h4, .rows .said { grid-column: 2; }
  .rows .display { grid-column: 1; grid-row: 1 / 3; margin: 0; line-height: 1; }
  .rows .told { grid-column: 3; grid-row: 1 / 4; }
  .rows details { grid-column: 2; grid-row: 3; margin: 0; }
  .rows details[open] { grid-column: 2 / -1; grid-row: 4; }
  .changes li { display: grid; grid-template-columns: 1fr 24rem; gap: 0 2rem; }
  .identities { grid-template-columns: repeat(2, 1fr); }
}
@media (min-width: 112rem) {
  html { font-size: 112.5%; }
  header, main, footer { max-width: none; padding-inline: 3rem; }
  header { padding-top: 1.25rem; }
  header p { max-width: none; }
  .edge form { grid-column: 2; grid-row: 1 / 3; }
  .data-end { grid-column: 1; font-size: 1.375rem; }
  #figures { display: grid; grid-template-columns: 1fr 1fr; gap: 0 3rem; }
  #figures [aria-labelledby=us-citizens] { grid-column: 1 / -1; }
  .cards.large { grid-template-columns: 1fr; }
  .cards.four { grid-template-columns: 1fr 1fr; }
  .cards h4 { font-size: 1.25rem; }
  .cards .display, .cards.four .display { font-size: 3.25rem; }
  .cards.large .display { font-size: 7rem; line-height: 1; }
}
@page { margin: 16mm; }
@media print {
  html { font-size: 10pt; }
  header, main, footer { max-width: none; padding-inline: 0; }
  nav, form, .skip, #live, details, p.pinned a { display: none; }
  .display, .large .display, .rows .display { font-size: 1.75rem; }
  article, .changes li, tr { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  main a[href]::after { content: " (" attr(href) ")"; font-size: 0.8em; color: var(--soft); overflow-wrap: anywhere; }
  td a[href]::after { content: none; }
}
`

/** The icon of the page: parts of a whole. */
export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="2" fill="#2f4256"/><rect x="3" y="6" width="5" height="4" fill="#fff"/><rect x="9" y="6" width="4" height="4" fill="#9fb0c0"/></svg>
`
