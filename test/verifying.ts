import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { publish } from '../src/publish.ts'
import { correction, retraction } from './fixtures/drafts.ts'
import { bundledApp, root } from './fixtures/press.ts'

const run = promisify(execFile)

/** Runs the very program of docs/verifying.md. */
function verify(...args: string[]) {
  const [, program = ''] =
    /^```python\n([\s\S]*?)^```$/m.exec(readFileSync(join(root, 'docs/verifying.md'), 'utf8')) ?? []
  return run('python3', ['-c', program, ...args]).then(
    ({ stdout }) => ({ code: 0, said: stdout.trim() }),
    ({ code, stderr }) => ({ code, said: stderr.trim() }),
  )
}

t.test('a reader verifies the whole history with the program of the documentation', async (t) => {
  const { app, press } = await bundledApp(t)
  const noted = press.store.releases.newest()?.digest ?? ''
  await publish(press, correction(), { by: 'desk' })
  await publish(press, retraction({ reason: 'Zurückgezogen: “…” \u2028 \\ \u{1F4F0}.' }), { by: 'desk' })
  const address = await app.listen({ port: 0 })
  const newest = press.store.releases.newest()?.digest
  t.same(await verify(address, noted), { code: 0, said: `4 releases verified; the newest digest is ${newest}.` })
  t.match(await verify(address, 'f'.repeat(64)), { code: 1, said: /the history was rewritten/ })
})

t.test('a service that changed one word of an old release is found out', async (t) => {
  const { app } = await bundledApp(t)
  const honest = await app.listen({ port: 0 })
  const forger = createServer(async (request, response) => {
    const body = await (await fetch(honest + request.url)).text()
    response.end(request.url === '/v1/releases/1' ? body.replace('"value":24', '"value":23') : body)
  })
  await new Promise<void>((resolve) => forger.listen(0, resolve))
  t.teardown(() => forger.close())
  const { port } = forger.address() as { port: number }
  t.match(await verify(`http://127.0.0.1:${port}`), { code: 1, said: /^Release 1 does not have the digest/ })
})
