// The hand that all pictures are drawn in: one ink, its greys, the reader's own font; by day and by night.

type Palette = Record<'paper' | 'ink' | 'soft' | 'line' | 'pale' | 'bar' | 'riser' | 'grid', string>

// Contrast with the paper: at least 4.5:1 for words and 3:1 for marks.
const day: Palette = {
  paper: '#ffffff',
  ink: '#1b1f23',
  soft: '#545b63',
  line: '#2f4256',
  pale: '#6b7a89',
  bar: '#8196ab',
  riser: '#828e9a',
  grid: '#e2e6ea',
}
const night: Palette = {
  paper: '#15191e',
  ink: '#eceff2',
  soft: '#aab3bc',
  line: '#b9c9d9',
  pale: '#8c9aa8',
  bar: '#5f7387',
  riser: '#6b7783',
  grid: '#2a3138',
}

const colours = ({ paper, ink, soft, line, pale, bar, riser, grid }: Palette) =>
  `.paper,.point{fill:${paper}}text{fill:${ink}}.soft,.soft text,.axis text{fill:${soft}}.label{stroke:${paper}}
.line,.point,.end{stroke:${line}}.exact{fill:${line}}.bar{fill:${bar}}.fade{stop-color:${line}}.rule{stroke:${soft}}
.contesting.point,.contesting.bar{fill:${paper}}.contesting.point,.contesting.bar,.contesting.end{stroke:${pale}}.contesting.fade{stop-color:${pale}}
svg{color:${riser}}.riser{stroke:${riser}}.grid{stroke:${grid}}`

/** The widths pictures are laid out for, in pixels: a phone, a wide page, and between. */
export const sizes = [320, 450, 640, 860, 1200]
/** The size for readers of SVG that know no media queries. */
export const plain = 640

// Each size from nine tenths of its width on: the smallest letters, of 13 pixels, are then never below 11.7.
function shownAt(size: number, at: number): string {
  if (size === plain) return ''
  const from = at === 0 ? [] : [`(min-width:${Math.round(size * 0.9)}px)`]
  const next = sizes[at + 1]
  const to = next === undefined ? [] : [`(max-width:${Math.round(next * 0.9) - 0.02}px)`]
  return `@media ${[...from, ...to].join(' and ')}{.w${plain}{display:none}.w${size}{display:inline}}`
}

/** The style sheet. Readers of SVG that know no media queries see one size, by day. */
export const style = () => `svg{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
.strong{font-weight:600}.riser{stroke-width:1}.line,.end{stroke-width:2}.line.hedged{stroke-dasharray:5 4;stroke-width:1.5}
.point{stroke-width:1.75}.label{stroke-width:4;paint-order:stroke;stroke-linejoin:round}
${colours(day)}
@media screen and (prefers-color-scheme:dark){${colours(night)}}
${sizes.map(shownAt).join('\n')}`

const gradient = (id: string, className: string, stops: number[]) =>
  `<linearGradient id="${id}" x1="0" x2="0" y1="0" y2="1">${stops.map((opacity, at) => `<stop class="${className}" offset="${at / (stops.length - 1)}" stop-opacity="${opacity}"/>`).join('')}</linearGradient>`

/** The fill of marks without an end: of `above` the upper end fades, of `about` both. */
export const fading = (id: string, shape: 'above' | 'about', contesting: boolean) =>
  `${id}-${shape}${contesting ? '-contesting' : ''}`

/** The fills that fade, for the picture whose ids begin with `id`. */
export function gradients(id: string): string {
  const both = (contesting: boolean) => {
    const className = contesting ? 'contesting fade' : 'fade'
    const above = gradient(fading(id, 'above', contesting), className, [0, 0.8])
    return above + gradient(fading(id, 'about', contesting), className, [0, 0.6, 0])
  }
  return `<defs>${both(false)}${both(true)}</defs>`
}
