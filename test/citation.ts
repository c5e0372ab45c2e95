import citations from '@citation-js/core'
import t from 'tap'
import { publish } from '../src/publish.ts'
import { bundledApp } from './fixtures/press.ts'

t.test('a number is cited by its credit line, its release and digest, and for reference managers', async (t) => {
  const { app, press } = await bundledApp(t)
  const { cite_as } = (await app.inject('/v1/figures/held_living/observations/2025-03-05')).json()
  const digest = press.store.releases.one(2)?.digest
  const url = 'http://localhost:3000/v1/figures/held_living/observations/2025-03-05?as_of=2'
  t.equal(cite_as.credit_line, 'The New York Times, 5 March 2025 (read at CNPRC)')
  t.equal(
    cite_as.long,
    `Hostages believed alive and still held: about 24 on 5 March 2025. Source: Israel, in The New York Times. Contested: 22 (Israeli intelligence, in NZ Herald). In: Hostage figures, release 2, published 2026-11-22T12:30:00.000Z, SHA-256 ${digest}. ${url}`,
  )
  const [fromBibtex] = new citations.Cite(cite_as.bibtex).data as { title: string; URL: string }[]
  t.match(fromBibtex, { title: 'Hostages believed alive and still held, 5 March 2025: about 24', URL: url })
  const lines = cite_as.ris.split('\n')
  t.ok(lines.includes(`UR  - ${url}`))
  t.ok(lines.includes('ID  - hostage-figures-held-living-2025-03-05-release-2'), 'an id of its own')
  t.ok(lines.every((line: string) => /^[A-Z][A-Z0-9] {2}-/.test(line)))
  t.match(cite_as.csl_json, {
    type: 'dataset',
    version: 'release 2',
    URL: url,
    issued: { 'date-parts': [[2026, 11, 22]] },
  })
})

t.test('a source is cited the same way, and what is not known of it is left out', async (t) => {
  const { app, press } = await bundledApp(t)
  const cite = async (id: string) => (await app.inject(`/v1/sources/${id}`)).json().cite_as
  const known = await cite('nyt-2025-03-05')
  t.equal(
    known.long,
    'The New York Times, “U.S. and Hamas Hold Direct Talks on Hostages in Gaza, Officials Say”, 5 March 2025 (read at CNPRC). https://cnprc.top/u-s-and-hamas-hold-direct-talks-on-hostages-in-gaza-officials-say',
  )
  t.match(known.csl_json, { type: 'article-newspaper', 'container-title': 'The New York Times', note: 'Read at CNPRC' })
  const source = { id: 'letter-1', publisher: 'Example', title: 'A letter', language: 'en', note: 'On paper.' }
  await publish(press, { note: 'A source on paper.', sources: [source] }, { by: 'desk' })
  const unknown = await cite('letter-1')
  t.match(unknown, { credit_line: 'Example', long: 'Example, “A letter”.' })
  t.same(Object.keys(unknown.csl_json), ['id', 'type', 'title', 'container-title', 'language'])
})
