// Who said it, where it was read, and when: the three dates of a source are never merged with the figure's own.

import * as z from 'zod'
import { CalendarDate, Language, SourceId, WebAddress, Words } from './scalar.ts'

/** A document a claim was read in. */
export const Source = z.strictObject({
  id: SourceId.describe('Identifier of the source.'),
  publisher: Words.describe('Who said it to the public.'),
  carrier: Words.nullable()
    .default(null)
    .describe('The site where it was read, if that is another than the publisher.'),
  title: Words.describe('Headline of the document.'),
  url: WebAddress.nullable()
    .default(null)
    .describe('Where it was read; null only for a document that is not on the web.'),
  archived_url: WebAddress.nullable().default(null).describe('A copy in a web archive.'),
  language: Language.describe('Language of the document, as a BCP 47 tag.'),
  published_on: CalendarDate.nullable().default(null).describe('The day it was said.'),
  retrieved_on: CalendarDate.nullable().default(null).describe('The day it was read.'),
  note: Words.nullable().default(null).describe('What a reader has to know about the document.'),
})
export type Source = z.infer<typeof Source>

/** A source as published: the release that stated it, and where it stands in lists (by first publication). */
export type StatedSource = Source & { release: number; position: number }
