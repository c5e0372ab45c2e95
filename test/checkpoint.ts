// Checkpoints: that they are signed notes as others read them, and that one that was kept proves a rewrite.

import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { createApp } from '../src/app.ts'
import { newSigningKey, openCheckpoint, openNote, signerFrom } from '../src/domain/checkpoint.ts'
import type { Release } from '../src/domain/release.ts'
import { publish } from '../src/publish.ts'
import { run } from './fixtures/command.ts'
import { addition, correction } from './fixtures/drafts.ts'
import { bundledApp, bundledPress, signingKey } from './fixtures/press.ts'
import { rewritten } from './fixtures/rewritten.ts'
import { emptyService, service } from './fixtures/service.ts'

// From the documentation of golang.org/x/mod/sumdb/note, the first implementation of the format.
const theirs = {
  skey: 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz',
  vkey: 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
  text: "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n",
  line: '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n',
}
const { vkey } = signerFrom(signingKey)

t.test('notes, keys and hashes are those of other implementations of the format', (t) => {
  const signer = signerFrom(theirs.skey)
  t.equal(signer.vkey, theirs.vkey)
  t.equal(signer.note(theirs.text), `${theirs.text}\n${theirs.line}`)
  t.equal(openNote(`${theirs.text}\n${theirs.line}`, theirs.vkey), theirs.text)
  t.equal(openNote(`${theirs.text}\n— someone AAAA\n— PeterNeumann AAAA\n${theirs.line}`, theirs.vkey), theirs.text)
  t.end()
})

t.test('every key is another, and a signer made from it signs what its public half opens', (t) => {
  const [one, other] = [newSigningKey('example.org'), newSigningKey('example.org')]
  t.not(one, other)
  const release = { number: 7, digest: 'ab'.repeat(32) }
  const note = signerFrom(`${one}\n`).checkpoint(release)
  t.strictSame(openCheckpoint(note, signerFrom(one).vkey), { origin: 'example.org', ...release })
  t.throws(() => openCheckpoint(note, signerFrom(other).vkey), /^The note is not signed by "example\.org\+/)
  t.end()
})

t.test('a changed letter anywhere in a checkpoint is found', (t) => {
  const note = signerFrom(signingKey).checkpoint({ number: 12, digest: 'ab'.repeat(32) })
  for (const index of Array.from(note).keys()) {
    for (const letter of ['0', 'x', '\n']) {
      const changed = note.slice(0, index) + letter + note.slice(index + 1)
      if (changed === note || changed.trimEnd() === note.trimEnd()) continue
      // A line added after the last newline is another signature, which does not matter.
      if (index === note.length - 1) continue
      t.throws(() => openCheckpoint(changed, vkey), /^The note is not signed by/, `${letter} at ${index}`)
    }
  }
  t.end()
})

t.test('what is no key, no note or no checkpoint is refused in a sentence', (t) => {
  for (const key of ['', 'name', 'name+c74f20a3+AAAA', theirs.vkey.replace('+AR', '+Ag'), ` ${theirs.vkey}`])
    t.throws(() => openNote('', key), {
      message: `"${key}" is not the key of a verifier: a name, a hash and a key, joined by +.`,
    })
  for (const note of ['', '\n', theirs.text, `${theirs.text}\n`, theirs.line])
    t.throws(() => openNote(note, theirs.vkey), { message: `The note is not signed by "${theirs.vkey}".` })
  const wrong = /^The note is signed, and holds no checkpoint/
  t.throws(() => openCheckpoint(`${theirs.text}\n${theirs.line}`, theirs.vkey), wrong)
  const note = signerFrom(signingKey).note(`another.example\n1\n${'ab'.repeat(32)}\n`)
  t.throws(() => openCheckpoint(note, vkey), wrong)
  t.throws(() => signerFrom('secret'), { message: /^it is not "PRIVATE\+KEY\+", a name, a hash and a key/ })
  t.throws(() => signerFrom(theirs.skey.replace('c74f20a3', 'c74f20a4')), { message: /^its hash is not that of/ })
  t.end()
})

t.test('the service answers the newest release, signed, and an earlier one as of it', async (t) => {
  const { press, ask } = await service(t)
  const answer = await ask('/v1/checkpoint')
  t.equal(answer.statusCode, 200)
  t.match(answer.headers, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': /^public, max-age=30/ })
  const newest = press.store.releases.newest()
  t.strictSame(openCheckpoint(answer.body, vkey), { origin: 'figures.example.org', number: 2, digest: newest?.digest })
  await publish(press, addition(), { by: 'desk' })
  t.equal(openCheckpoint((await ask('/v1/checkpoint')).body, vkey).number, 3)
  t.equal((await ask('/v1/checkpoint?as_of=2')).body, answer.body, 'the same note again')
  t.equal(openCheckpoint((await ask('/v1/checkpoint?as_of=2026-11-22T12:00:00Z')).body, vkey).number, 1)
})

t.test('what cannot be asked of it is a problem', async (t) => {
  const { ask } = await service(t)
  const said = async (url: string, { ask: other = ask } = {}) => {
    const { statusCode, body } = await other(url)
    return [statusCode, JSON.parse(body).detail]
  }
  t.strictSame(await said('/v1/checkpoint?as_of=9'), [404, 'No release 9; the newest is 2.'])
  t.strictSame(await said('/v1/checkpoint?limit=9'), [400, 'Unknown parameter "limit"; this address takes as_of.'])
  t.strictSame(await said('/v1/checkpoint.csv'), [
    404,
    'There is nothing at /v1/checkpoint.csv; a checkpoint has one form, at /v1/checkpoint.',
  ])
  t.strictSame(await said('/v1/checkpoint', await emptyService(t)), [
    404,
    'There are no checkpoints: this service has no key to sign them with.',
  ])
})

t.test('a history rewritten with all its digests verifies, and a checkpoint that was kept proves it', async (t) => {
  const folder = t.testdir()
  const path = join(folder, 'figures.db')
  const { app, press } = await bundledApp(t, { path })
  await publish(press, correction(), { by: 'desk' })
  const [second, third] = await Promise.all(
    [2, 3].map(async (release) => (await app.inject(`/v1/checkpoint?as_of=${release}`)).body),
  )
  const [kept, newest] = [join(folder, 'kept.txt'), join(folder, 'newest.txt')]
  writeFileSync(kept, second as string)
  writeFileSync(newest, third as string)
  const verify = (database: string, file: string) => run(database, ['verify', '--checkpoint', file, '--key', vkey])
  const honest = await verify(path, kept)
  t.match(honest, { code: 0, err: [] })
  t.equal(honest.out[1], 'The checkpoint of release 2 holds: the history up to it is the one that was signed.')

  const forged = await rewritten(t, press, ({ note, ...release }: Release) => ({ ...release, note: `${note} Edited.` }))
  t.match(await run(forged.path, ['verify']), { code: 0 }, 'every digest was made again, and nothing is wrong with it')
  const was = press.store.releases.one(2)?.digest
  const is = forged.store.releases.one(2)?.digest
  t.match(await verify(forged.path, kept), {
    code: 1,
    err: [`The history was rewritten: release 2 has the digest ${is}, and the checkpoint was signed for ${was}.`],
  })
  const signed = (await (await createApp(forged, { signer: signerFrom(signingKey) })).inject('/v1/checkpoint?as_of=2'))
    .body
  const [mine, yours] = [openCheckpoint(second as string, vkey), openCheckpoint(signed, vkey)]
  t.ok(
    mine.number === yours.number && mine.digest !== yours.digest,
    'two notes of one key prove it without the service',
  )
})

t.test('a history that was cut off verifies, and a checkpoint that was kept proves it', async (t) => {
  const folder = t.testdir()
  const path = join(folder, 'figures.db')
  const { app, press } = await bundledApp(t, { path })
  await publish(press, correction(), { by: 'desk' })
  const newest = join(folder, 'newest.txt')
  writeFileSync(newest, (await app.inject('/v1/checkpoint')).body)
  const shorter = await bundledPress(t, { path: join(folder, 'shorter.db') })
  const { code, err } = await run(shorter.path, ['verify', '--checkpoint', newest, '--key', vkey])
  t.equal(code, 1)
  t.match(err, [/^The history was rewritten: there is no release 3, and the checkpoint was signed for [0-9a-f]{64}\.$/])
})

t.test('a checkpoint and its key belong together, and a note that is not signed proves nothing', async (t) => {
  const folder = t.testdir({ 'unsigned.txt': 'figures.example.org\n1\n' })
  const { path } = await bundledPress(t, { path: join(folder, 'figures.db') })
  const usage = 'Usage: hostage-figures verify [--checkpoint FILE --key VKEY]'
  t.strictSame(await run(path, ['verify', '--checkpoint', 'x']), {
    code: 2,
    out: [],
    err: ['--key VKEY is missing.', usage],
  })
  t.strictSame(await run(path, ['verify', '--key', vkey]), {
    code: 2,
    out: [],
    err: ['--checkpoint FILE is missing.', usage],
  })
  const unsigned = ['verify', '--checkpoint', join(folder, 'unsigned.txt'), '--key', vkey]
  t.match(await run(path, unsigned), { code: 1, err: [`The note is not signed by "${vkey}".`] })
})

t.test('keys signing makes the key once, for its owner alone, and prints the public half', async (t) => {
  const folder = t.testdir()
  const environment = { SIGNING_KEY_PATH: join(folder, 'signing.key'), PUBLIC_URL: 'https://figures.example.org' }
  const none = join(folder, 'none.db')
  const first = await run(none, ['keys', 'signing'], { environment })
  t.match(first, { code: 0, out: [/^figures\.example\.org\+[0-9a-f]{8}\+A[A-Za-z0-9+/]{43}$/], err: [] })
  t.notOk(existsSync(none), 'it has nothing to do with a database')
  t.equal(statSync(environment.SIGNING_KEY_PATH).mode & 0o777, 0o600)
  const secret = readFileSync(environment.SIGNING_KEY_PATH, 'utf8')
  t.notOk(secret.includes(first.out[0]?.split('+').slice(2).join('+') as string))
  t.strictSame(await run(none, ['keys', 'signing'], { environment }), first, 'and it is not made again')
  t.equal(readFileSync(environment.SIGNING_KEY_PATH, 'utf8'), secret)
  t.strictSame(
    (await run(none, ['keys', 'signing', 'desk'], { environment })).err[0],
    '"desk" is one argument too many.',
  )
  t.strictSame(await run(none, ['keys', 'signing']), {
    code: 1,
    out: [],
    err: ['SIGNING_KEY_PATH is not set; it says where the key is kept.'],
  })
  const path = join(folder, 'figures.db')
  const serving = { environment: { ...environment, PORT: '0', LOG_LEVEL: 'silent' }, stopped: AbortSignal.abort() }
  t.match(await run(path, ['serve'], serving), { code: 0, err: [] })
})

t.test('a service whose signing key cannot be used says so and does not start', async (t) => {
  const folder = t.testdir({ 'bad.key': 'PRIVATE+KEY+a+00000000+secret' })
  const file = join(folder, 'bad.key')
  const path = join(folder, 'figures.db')
  const { code, err } = await run(path, ['serve'], { environment: { SIGNING_KEY_PATH: file, PORT: '0' } })
  t.equal(code, 1)
  t.strictSame(err, [
    `The signing key "${file}" cannot be used: it is not "PRIVATE+KEY+", a name, a hash and a key, joined by +.`,
  ])
  const missing = await run(path, ['serve'], { environment: { SIGNING_KEY_PATH: `${file}.none`, PORT: '0' } })
  t.match(missing.err, [/^The signing key ".*bad\.key\.none" cannot be used: ENOENT/])
  t.notOk(existsSync(path))
})
