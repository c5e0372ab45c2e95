// What Datawrapper reads beside an external CSV, so that a chart that updates itself updates its words as well: only the
// keys that are to be changed (https://developer.datawrapper.de/docs/chart-properties).

import { dateInWords } from '../domain/statement.ts'
import type { FigureView, ObservationView } from '../views/observations.ts'

/** Title, introduction, source and notes of a chart of a figure's history. */
export function datawrapper(
  figure: FigureView & { definition: string },
  observations: ObservationView[],
  release: number,
): string {
  const { title, statement, definition, publisher, source_url, reference_date } = figure
  const breaks = observations.flatMap(({ reference_date: day, series_break }) =>
    series_break === null ? [] : [`${dateInWords(day as string)}: ${series_break}`],
  )
  const notes = [
    definition,
    ...breaks.map((sentence) => `Not comparable with the days before ${sentence}`),
    reference_date === null ? '' : `Newest observation: ${dateInWords(reference_date)}.`,
  ]
  return JSON.stringify({
    title,
    describe: {
      intro: statement,
      byline: `Hostage figures, release ${release}`,
      ...(publisher !== null && { 'source-name': publisher, 'source-url': source_url ?? '' }),
    },
    annotate: { notes: notes.filter((note) => note !== '').join(' ') },
  })
}
