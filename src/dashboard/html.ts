// Markup from values. Whatever is put between markup is text and stays text: nothing a source is called, and nothing an
// editor types, can become a part of the page.

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Markup that is written as it is. Only `html` makes it. */
export class Markup {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  toString(): string {
    return this.#text
  }
}

/** What can stand between markup: text, more markup, or nothing. */
export type Piece = Markup | string | number | null | undefined | false | readonly Piece[]

/** A template whose values are escaped, in elements and in quoted attributes alike. */
export function html(strings: TemplateStringsArray, ...pieces: Piece[]): Markup {
  return new Markup(String.raw({ raw: strings }, ...pieces.map(written)))
}

function written(piece: Piece): string {
  if (piece === null || piece === undefined || piece === false) return ''
  if (piece instanceof Markup) return piece.toString()
  if (typeof piece === 'object') return piece.map(written).join('')
  return String(piece).replace(/[&<>"']/g, (character) => entities[character] as string)
}
