// JSON-stat 2.0 (https://json-stat.org/full/), for statistical tools: a cube of figures or of days by what is said of
// each. `status` is the qualifier, so that a tool which shows flags shows the hedge.

import type { FigureView, ObservationView } from '../views/observations.ts'

const measures = {
  value: 'Value (never without its status)',
  lower_bound: 'The fewest it can be; null where no limit was reported',
  upper_bound: 'The most it can be; null where no limit was reported',
}

/** What a cube is about, and the dimension its rows differ in. */
export type Cube = {
  label: string
  asOf: { number: number; published_at: string }
  /** `figure` or `reference_date`. */
  by: 'figure' | 'reference_date'
  rows: (FigureView | ObservationView)[]
}

/** Observations as a JSON-stat dataset: rows by `value`, `lower_bound` and `upper_bound`. */
export function jsonStat({ label, asOf, by, rows }: Cube): string {
  const keys = Object.keys(measures) as (keyof typeof measures)[]
  const ids = rows.map((row) => String(row[by]))
  return JSON.stringify({
    version: '2.0',
    class: 'dataset',
    label,
    source: 'Hostage figures, from the sources in extension.observations',
    updated: asOf.published_at,
    id: [by, 'measure'],
    size: [rows.length, keys.length],
    role: { metric: ['measure'], ...(by === 'reference_date' && { time: [by] }) },
    dimension: {
      [by]: {
        label: by === 'figure' ? 'Figure' : 'Reference date',
        category: {
          index: ids,
          label: Object.fromEntries(
            rows.map((row) => [String(row[by]), by === 'figure' ? row.title : String(row.reference_date)]),
          ),
        },
      },
      measure: { label: 'Measure', category: { index: keys, label: measures } },
    },
    value: rows.flatMap((row) => keys.map((key) => row[key])),
    status: rows.flatMap((row) => keys.map(() => row.qualifier ?? 'no figure')),
    note: ['Show display, not value: the hedge is part of the number.'],
    extension: {
      release: asOf.number,
      license: 'https://creativecommons.org/licenses/by/4.0/',
      observations: rows.map(({ figure, reference_date, display, statement, series_break, contested, permalink }) => ({
        figure,
        reference_date,
        display,
        statement,
        series_break,
        contested,
        permalink,
      })),
    },
  })
}
