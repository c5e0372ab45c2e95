// How a number, or a source, is cited: a credit line for a newsroom, a long form that can be proved, and what reference
// managers read. The reader adds the day of retrieval.

import type { Source } from '../domain/source.ts'
import { dateInWords } from '../domain/statement.ts'
import type { ObservationView } from '../views/observations.ts'

export type Citation = { credit_line: string | null; long: string; bibtex: string; ris: string; csl_json: object }

/** The release a number is cited from. */
type Cited = { number: number; published_at: string; digest: string }

const NAME = 'Hostage figures'

/** Cites one observation as published in a release; `url` is its permalink, whole. */
export async function citeObservation(observation: ObservationView, release: Cited, url: string): Promise<Citation> {
  const { figure, statement, title, display, reference_date, publisher, carrier, source_published_on } = observation
  const credit = publisher === null ? null : creditLine({ publisher, carrier, published_on: source_published_on })
  const named = `${title}, ${dateInWords(reference_date as string)}: ${display}`
  const published = release.published_at.slice(0, 10)
  return {
    credit_line: credit,
    long: `${statement} In: ${NAME}, release ${release.number}, published ${release.published_at}, SHA-256 ${release.digest}. ${url}`,
    ...(await entry({
      id: `hostage-figures-${figure.replaceAll('_', '-')}-${reference_date}-release-${release.number}`,
      type: 'dataset',
      title: named,
      author: [{ literal: NAME }],
      publisher: NAME,
      version: `release ${release.number}`,
      issued: dateParts(published),
      URL: url,
      note: `${statement} SHA-256 of the release: ${release.digest}`,
    })),
  }
}

/** Cites a source itself. */
export async function citeSource(source: Source): Promise<Citation> {
  const { id, publisher, carrier, title, url, published_on, retrieved_on, language } = source
  const credit = creditLine({ publisher, carrier, published_on })
  return {
    credit_line: credit,
    long: `${publisher}, “${title}”${published_on === null ? '' : `, ${dateInWords(published_on)}`}${carrier === null ? '' : ` (read at ${carrier})`}.${url === null ? '' : ` ${url}`}`,
    ...(await entry({
      id,
      type: 'article-newspaper',
      title,
      'container-title': publisher,
      ...(published_on !== null && { issued: dateParts(published_on) }),
      ...(retrieved_on !== null && { accessed: dateParts(retrieved_on) }),
      ...(url !== null && { URL: url }),
      ...(carrier !== null && { note: `Read at ${carrier}` }),
      language,
    })),
  }
}

function creditLine({
  publisher,
  carrier,
  published_on,
}: {
  publisher: string
  carrier: string | null
  published_on: string | null
}) {
  return `${publisher}${published_on === null ? '' : `, ${dateInWords(published_on)}`}${carrier === null ? '' : ` (read at ${carrier})`}`
}

const dateParts = (date: string) => ({ 'date-parts': [date.split('-').map(Number)] })

async function entry(csl_json: { id: string; [key: string]: unknown }) {
  const { Cite } = await citationLibrary()
  const cite = new Cite([csl_json])
  // RIS of old cut ids after 20 characters, and so does the library: many numbers would have one id.
  const ris = unwrapped(cite.format('ris').trim()).replace(/^ID {2}- .*$/m, `ID  - ${csl_json.id}`)
  return { bibtex: cite.format('bibtex').trim(), ris, csl_json }
}

// citation-js breaks lines after 70 characters wherever that falls, in addresses too; a tag begins every true line.
const unwrapped = (ris: string) => ris.replaceAll(/\n(?![A-Z][A-Z0-9] {2}- ?)/g, '')

/** Loaded with the first citation: it takes a fifth of a second. A CommonJS package, bundled, has its exports in `default`. */
async function citationLibrary() {
  const { default: library } = await import('@citation-js/core')
  await Promise.all([import('@citation-js/plugin-bibtex'), import('@citation-js/plugin-ris')])
  library.plugins.config.get('@bibtex').format.useIdAsLabel = true
  return library
}
