// The smallest things a release says: dates, instants, identifiers, words. Each schema's message completes the sentence
// "<value> is not …", so that a refused value is always named together with what would have been right.

import * as z from 'zod'

const exists = (date: string) => {
  const parsed = new Date(`${date}T00:00:00Z`)
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date)
}

/** A day that exists, `YYYY-MM-DD`. */
export const CalendarDate = z
  .string({ error: 'a date (YYYY-MM-DD)' })
  .refine((text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && exists(text), { error: 'a date that exists (YYYY-MM-DD)' })
  .meta({ format: 'date' })
export type CalendarDate = z.infer<typeof CalendarDate>

/** An instant in UTC, read with or without milliseconds and always written with them: `2026-11-22T12:00:00.000Z`. */
export const Instant = z
  .string({ error: 'an instant (YYYY-MM-DDTHH:MM:SS.sssZ)' })
  .refine((text) => /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?Z$/.test(text) && isInstant(text), {
    error: 'an instant that exists (YYYY-MM-DDTHH:MM:SS.sssZ)',
    abort: true,
  })
  .overwrite((text) => new Date(text).toISOString())
  .meta({ format: 'date-time' })
export type Instant = z.infer<typeof Instant>

function isInstant(text: string) {
  return exists(text.slice(0, 10)) && !Number.isNaN(Date.parse(text))
}

/** The identifier of a figure or an identity. */
export const Id = z.string({ error: 'an id (lower-case letters, digits and _)' }).regex(/^[a-z][a-z0-9_]{1,63}$/, {
  error: 'an id (2 to 64 lower-case letters, digits and _, the first of them a letter)',
})

/** The identifier of a source. */
export const SourceId = z
  .string({ error: 'a source id (lower-case letters, digits and -)' })
  .regex(/^[a-z0-9][a-z0-9-]{1,63}$/, {
    error: 'a source id (2 to 64 lower-case letters, digits and -, the first of them no -)',
  })

/** Words: not empty, no white space around them, no control characters, well-formed Unicode (RFC 8785 needs it). */
export const Words = z
  .string({ error: 'a text' })
  .trim()
  .min(1, { error: 'a text of at least one character' })
  .refine((text) => text.isWellFormed(), { error: 'well-formed Unicode' })
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  .refine((text) => !/[\u0000-\u0008\u000b-\u001f\u007f]/.test(text), { error: 'a text without control characters' })

/** Where a document can be read. Only the web's two schemes, so that a link is never a script; well-formed, as words are. */
export const WebAddress = z
  .string({ error: 'a web address (https://…)' })
  .refine((text) => /^https?:\/\/[^\s\p{Cc}\p{Cs}]+$/u.test(text) && URL.canParse(text), {
    error: 'a web address (https://…)',
  })
  .meta({ format: 'uri' })

/** A BCP 47 language tag, such as `en` or `pt-BR`. */
export const Language = z
  .string({ error: 'a language tag, such as en' })
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, { error: 'a language tag, such as en' })
