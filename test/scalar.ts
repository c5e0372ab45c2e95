import t from 'tap'
import type { z } from 'zod'
import { CalendarDate, Id, Instant, Language, SourceId, WebAddress, Words } from '../src/domain/scalar.ts'

/** What a refusal says a value is not; nothing when the value is accepted. */
const wanted = (schema: z.ZodType, value: unknown) =>
  schema.safeParse(value).error?.issues.map((issue) => issue.message)

t.test('a date is a day that exists', async (t) => {
  for (const date of ['2023-10-07', '2024-02-29', '2025-12-31']) t.equal(CalendarDate.parse(date), date)
  const refused = [
    '2025-02-29',
    '2025-02-30',
    '2025-13-01',
    '2025-00-10',
    '2025-01-00',
    '2025-3-5',
    '20250305',
    '2025-03-05 ',
    '2025-03-05T00:00',
  ]
  for (const date of refused) t.same(wanted(CalendarDate, date), ['a date that exists (YYYY-MM-DD)'], date)
  t.same(wanted(CalendarDate, 20250305), ['a date (YYYY-MM-DD)'])
})

t.test('an instant is read with or without milliseconds and written with them', async (t) => {
  t.equal(Instant.parse('2026-11-22T12:00:00Z'), '2026-11-22T12:00:00.000Z')
  t.equal(Instant.parse('2026-11-22T12:00Z'), '2026-11-22T12:00:00.000Z')
  t.equal(Instant.parse('2026-11-22T12:00:00.5Z'), '2026-11-22T12:00:00.500Z')
  t.equal(Instant.parse('2026-11-22T12:00:00.123456789Z'), '2026-11-22T12:00:00.123Z')
})

t.test('an instant that is none is refused and not thrown about', async (t) => {
  const refused = [
    'rubbish',
    '',
    '2026-11-22',
    '2026-02-30T12:00:00Z',
    '2026-11-22T25:00:00Z',
    '2026-11-22T12:61:00Z',
    '2026-11-22T12:00:00',
    '2026-11-22T12:00:00+01:00',
    '2026-11-22 12:00:00Z',
  ]
  for (const text of refused) t.same(wanted(Instant, text), ['an instant that exists (YYYY-MM-DDTHH:MM:SS.sssZ)'], text)
  t.same(wanted(Instant, 0), ['an instant (YYYY-MM-DDTHH:MM:SS.sssZ)'])
})

t.test('an id begins with a letter and has 2 to 64 lower-case letters, digits and underscores', async (t) => {
  const longest = `a${'b'.repeat(63)}`
  for (const id of ['ab', 'held_living', 'released_living_since_2025_01', longest]) t.equal(Id.parse(id), id)
  for (const id of ['', 'a', '1a', '_a', 'Held', 'held-living', 'held living', 'held\n', `${longest}b`, 'hëld']) {
    t.same(wanted(Id, id), ['an id (2 to 64 lower-case letters, digits and _, the first of them a letter)'], id)
  }
  t.same(wanted(Id, null), ['an id (lower-case letters, digits and _)'])
})

t.test('the id of a source begins with a letter or digit and has hyphens instead of underscores', async (t) => {
  const longest = `a${'b'.repeat(63)}`
  for (const id of ['ap-2025-02-22', '12', 'a-', longest]) t.equal(SourceId.parse(id), id)
  for (const id of ['a', '-a', 'AP', 'ap_2025', 'ap 2025', `${longest}b`]) {
    t.same(wanted(SourceId, id), ['a source id (2 to 64 lower-case letters, digits and -, the first of them no -)'], id)
  }
  t.same(wanted(SourceId, 7), ['a source id (lower-case letters, digits and -)'])
})

t.test('words lose the white space around them and keep all else', async (t) => {
  t.equal(Words.parse('  about 24\n'), 'about 24')
  t.equal(Words.parse('two\nlines\tand “marks” عن'), 'two\nlines\tand “marks” عن')
  t.equal(Words.parse('🕯'), '🕯')
})

t.test('words are never empty, never ill-formed, never hold control characters', async (t) => {
  t.same(wanted(Words, ' \n '), ['a text of at least one character'])
  t.same(wanted(Words, 'a\ud800b'), ['well-formed Unicode'])
  for (const character of ['\u0000', '\u0008', '\u000b', '\r', '\u001b', '\u001f', '\u007f']) {
    t.same(wanted(Words, `a${character}b`), ['a text without control characters'], JSON.stringify(character))
  }
  t.same(wanted(Words, 24), ['a text'])
})

t.test('a web address has one of the two schemes of the web and nothing that cannot be stored', async (t) => {
  for (const url of ['https://example.org/a?b=c#d', 'http://example.org', 'https://example.org/ä'])
    t.equal(WebAddress.parse(url), url)
  const refused = [
    'example.org',
    'javascript:alert(1)',
    'ftp://example.org',
    'https://',
    'https://exa mple.org',
    'https://example.org/\u0000',
    'https://example.org/\ud800',
    ' https://example.org',
    '//example.org',
  ]
  for (const url of refused) t.same(wanted(WebAddress, url), ['a web address (https://…)'], JSON.stringify(url))
  t.same(wanted(WebAddress, null), ['a web address (https://…)'])
})

t.test('a language is a BCP 47 tag', async (t) => {
  for (const tag of ['en', 'pt-BR', 'zh-Hant-TW', 'arz']) t.equal(Language.parse(tag), tag)
  for (const tag of ['English', 'e', 'EN', 'en_GB', 'en-', 'en-x'])
    t.same(wanted(Language, tag), ['a language tag, such as en'], tag)
  t.same(wanted(Language, undefined), ['a language tag, such as en'])
})
