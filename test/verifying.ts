import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { createApp } from '../src/app.ts'
import { newSigningKey, openCheckpoint, signerFrom } from '../src/domain/checkpoint.ts'
import { publish } from '../src/publish.ts'
import { correction, retraction } from './fixtures/drafts.ts'
import { bundledApp, root, signingKey } from './fixtures/press.ts'
import { rewritten } from './fixtures/rewritten.ts'

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

/** Runs the very script of docs/verifying.md for checkpoints. */
function check(...args: string[]) {
  const text = readFileSync(join(root, 'docs/verifying.md'), 'utf8')
  const script = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)]
    .map(([, one]) => one ?? '')
    .find((one) => /openssl/.test(one))
  return run('sh', ['-c', script ?? '', 'check.sh', ...args]).then(
    ({ stdout }) => ({ code: 0, said: stdout.trim() }),
    ({ code, stdout }) => ({ code, said: stdout.trim() }),
  )
}

t.test('a reader who kept a checkpoint checks it, and proves a rewrite, with public tools alone', async (t) => {
  const { app, press } = await bundledApp(t, { path: join(t.testdir(), 'figures.db') })
  const address = await app.listen({ port: 0 })
  const file = join(t.testdirName, 'checkpoint.txt')
  writeFileSync(file, await (await fetch(`${address}/v1/checkpoint`)).text())
  const { vkey } = signerFrom(signingKey)
  await publish(press, correction(), { by: 'desk' })
  t.match(await check(address, file, vkey), { code: 0, said: /^Release 2 is the one that was signed\./ })
  const other = signerFrom(newSigningKey('figures.example.org')).vkey
  t.strictSame(await check(address, file, other), { code: 1, said: 'The checkpoint was not signed with this key.' })

  const forged = await createApp(await rewritten(t, press, (release) => ({ ...release, note: 'Another.' })))
  t.teardown(() => forged.close())
  const elsewhere = await forged.listen({ port: 0 })
  t.match(await verify(elsewhere), { code: 0 }, 'the digests alone tell nothing')
  const said = /^The history was rewritten: release 2 is not the one with the digest [0-9a-f]{64}, which was signed\.$/
  t.match(await check(elsewhere, file, vkey), { code: 1, said })
})

t.test('the checkpoint of the documentation is the one that its key signs', (t) => {
  const [, note = ''] =
    /^```\n(figures\.example\.org[\s\S]*?)```$/m.exec(readFileSync(join(root, 'docs/verifying.md'), 'utf8')) ?? []
  const { number, digest } = openCheckpoint(note, signerFrom(signingKey).vkey)
  t.strictSame([number, digest], [2, 'bc3e5e285487a2213d910a16dff1fb2e45e77d5659f5708eaeb70459c2709ba6'])
  t.end()
})
