// CSV as spreadsheets and data frames read it: RFC 4180, UTF-8 with the mark by which Excel knows it, a header row,
// CRLF. A cell that a spreadsheet would run as a formula gets an apostrophe before it (OWASP, CSV Injection).

import { stringify } from 'csv-stringify/sync'

/**
 * Rows as CSV, a chunk at a time; the header is in the first. A column `a.b` is the key `b` of the object `a`, headed
 * `a_b`; null is an empty cell.
 */
export function* csv(columns: string[], chunks: Iterable<object[]>): Generator<string> {
  let header = true
  for (const rows of chunks) {
    yield stringify(rows, {
      columns: columns.map((key) => ({ key, header: key.replaceAll('.', '_') })),
      header,
      record_delimiter: 'windows',
      escape_formulas: true,
      quoted_match: /[\r\n]/,
      cast: { boolean: String },
      bom: header,
    })
    header = false
  }
}
