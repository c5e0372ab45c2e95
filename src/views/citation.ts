// How a citation is told.

import * as z from 'zod'

/** A citation in every form a newsroom or a library asks for. The reader adds the day of retrieval. */
export const Citation = z
  .object({
    credit_line: z.string().nullable().describe('For a caption: who said it, when, and where it was read.'),
    long: z.string().describe('For a note: the statement, the release with its digest, and the address.'),
    bibtex: z.string().describe('A BibTeX entry.'),
    ris: z.string().describe('A RIS entry.'),
    csl_json: z.record(z.string(), z.unknown()).describe('A CSL-JSON item.'),
  })
  .meta({ id: 'Citation' })
