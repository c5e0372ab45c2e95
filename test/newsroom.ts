import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { publish } from '../src/publish.ts'
import { addition, claim, correction } from './fixtures/drafts.ts'
import { bundledApp, root } from './fixtures/press.ts'

const run = promisify(execFile)

/** The fenced blocks of a document in one language. */
const snippets = (file: string, language: string) =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].flatMap(([, tag, text]) =>
    tag === language && text !== undefined ? [text] : [],
  )

/** Debian's packages for Python are seen by Debian's Python alone. */
const python = '/usr/bin/python3'

const installed = (command: string, ...probe: string[]) =>
  run(command, probe).then(
    () => true,
    () => false,
  )

async function listening(t: Test) {
  const service = await bundledApp(t)
  const address = await service.app.listen({ port: 0 })
  return {
    ...service,
    here: (text: string) => text.replaceAll(/http:\/\/localhost:3000|https:\/\/YOUR-HOST/g, address),
  }
}

t.test('the curl snippets of the newsroom kit save what they say', async (t) => {
  const { here } = await listening(t)
  const cwd = t.testdir()
  for (const snippet of snippets('docs/newsroom.md', 'sh')) {
    const { stdout } = await run('sh', ['-ec', here(snippet)], { cwd })
    if (stdout !== '') t.match(JSON.parse(stdout), { verdict: 'hedge_lost', display: 'at least 35' })
  }
  t.match(readFileSync(join(cwd, 'figures.csv'), 'utf8'), /about 24/)
  t.match(readFileSync(join(cwd, 'held_of_taken.csv'), 'utf8'), /2023-10-15/)
  t.match(readFileSync(join(cwd, 'changes.csv'), 'utf8'), /reclassified/)
})

for (const file of ['docs/newsroom.md', 'README.md']) {
  const readr = (await installed('Rscript', '-e', 'library(readr)')) ? false : 'R with readr is not installed here'
  t.test(`the R snippets of ${file} run`, { skip: readr }, async (t) => {
    const { here } = await listening(t)
    const all = snippets(file, 'r')
    t.not(all.length, 0)
    for (const snippet of all) t.match((await run('Rscript', ['-e', here(snippet)])).stdout, /2023-10-15/)
  })

  const pandas = (await installed(python, '-c', 'import pandas')) ? false : 'pandas is not installed here'
  t.test(`the pandas snippets of ${file} run`, { skip: pandas }, async (t) => {
    const { here } = await listening(t)
    const all = snippets(file, 'python').filter((text) => text.includes('pandas'))
    t.not(all.length, 0)
    for (const snippet of all)
      t.match((await run(python, ['-c', here(snippet)])).stdout, /(about 24|at least 35|2025-02-22)/)
  })
}

t.test('the Python snippet that needs nothing installed prints every statement', async (t) => {
  const { here } = await listening(t)
  const [snippet = '', ...others] = snippets('docs/newsroom.md', 'python').filter((text) => !text.includes('pandas'))
  t.same(others, [])
  const { stdout } = await run('python3', ['-c', here(snippet)])
  t.equal(stdout.trim().split('\n').length, 22)
  t.match(stdout, /about 24 on 5 March 2025\. Source: Israel, in The New York Times\./)
})

t.test('the JavaScript snippets run: a history, a dashboard, and being told of the next release', async (t) => {
  const { app, here, press } = await listening(t)
  const [history = '', listener = ''] = snippets('docs/newsroom.md', 'js').map(here)
  const [dashboard = ''] = snippets('README.md', 'js').map(here)
  const node = (script: string, ...options: string[]) =>
    run(process.execPath, ['--no-warnings', ...options, '--input-type=module', '-e', script])
  t.match((await node(history)).stdout, /2025-03-05 about 24/)
  t.match(
    (await node(`const show = console.log; ${dashboard}`)).stdout,
    /^at least 35 on 2025-03-05 Figures up to 2025-03-05/,
  )
  const told = node(
    `${listener}; changes.addEventListener('release', () => changes.close())`,
    '--experimental-eventsource',
  )
  while (!(await app.inject('/metrics')).body.includes('stream_listeners 1')) {
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  await publish(press, correction(), { by: 'desk' })
  t.match((await told).stdout, /now 23/)
})

t.test('the curl snippets of the README answer what they say', async (t) => {
  const { here } = await listening(t)
  const reads = snippets('README.md', 'sh').filter((text) => /^curl/.test(text) && !text.includes('Bearer'))
  const { stdout } = await run('sh', ['-ec', here(reads.join('\n'))])
  for (const part of [
    '"display":"about 24"',
    '{"release":1,',
    '"reference_date":"2024-10-24"',
    'nyt-2025-03-05',
    'series_break',
  ])
    t.ok(stdout.includes(part), part)
})

t.test('every address of the kit and of the README answers', async (t) => {
  const { app } = await bundledApp(t)
  const text = ['docs/newsroom.md', 'README.md'].map((file) => readFileSync(join(root, file), 'utf8')).join('\n')
  const found = [...text.matchAll(/https?:\/\/(?:localhost:3000|YOUR-HOST)(\/[^\s"'`)>]*)/g)].map(
    ([, path]) => path as string,
  )
  const reads = [...new Set(found)].filter((path) => !path.startsWith('/v1/drafts'))
  t.ok(reads.length > 15)
  for (const path of reads) t.equal((await app.inject(path)).statusCode, 200, path)
})

t.test('what Datawrapper reads holds the statement, the source and the breaks', async (t) => {
  const { app } = await bundledApp(t)
  const answer = await app.inject('/v1/figures/held_bodies/history.datawrapper.json')
  t.equal(answer.statusCode, 200)
  t.match(answer.json(), {
    title: 'Bodies of hostages still held',
    describe: {
      intro: 'Bodies of hostages still held: at least 35 on 5 March 2025. Source: Israel, in The New York Times.',
      byline: 'Hostage figures, release 2',
      'source-name': 'The New York Times',
    },
    annotate: { notes: /Not comparable with the days before 5 March 2025: Counts those believed dead/ },
  })
})

t.test('what Datawrapper reads leaves out what is not known', async (t) => {
  const { app, press } = await bundledApp(t)
  const none = (await app.inject('/v1/figures/held/history.datawrapper.json?reference_date_to=2023-01-01')).json()
  t.match(none, { describe: { intro: 'Hostages still held, living or dead: no figure.' } })
  t.notOk('source-name' in none.describe)
  const source = { id: 'letter-1', publisher: 'Example', title: 'A letter', language: 'en', note: 'On paper.' }
  const [observation] = addition().observations
  const claims = [claim({ source: 'letter-1', locator: 'line 1' })]
  await publish(
    press,
    { note: 'On paper.', sources: [source], observations: [{ ...observation, claims }] },
    { by: 'desk' },
  )
  const paper = (await app.inject('/v1/figures/held_living/history.datawrapper.json')).json()
  t.match(paper.describe, { 'source-name': 'Example', 'source-url': '' })
})

t.test('the pictures of the newsroom kit are pictures', async (t) => {
  const { app } = await bundledApp(t)
  const [html = ''] = snippets('docs/newsroom.md', 'html')
  const addresses = [...html.matchAll(/src="http:\/\/localhost:3000([^"]+)"/g)].map(([, address]) => address as string)
  t.equal(addresses.length, 2)
  for (const address of addresses) {
    const { statusCode, headers, body } = await app.inject(address)
    t.equal(statusCode, 200)
    t.equal(headers['content-type'], 'image/svg+xml; charset=utf-8')
    t.match(body, /^<svg /)
  }
})
