// backup and restore on the real process: copies made while it serves and publishes, and what a restored one answers.

import { chmodSync, copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t from 'tap'
import { run } from './fixtures/command.ts'
import { operations } from './fixtures/contract.ts'
import { addition } from './fixtures/drafts.ts'
import { bundledPress } from './fixtures/press.ts'
import { start, startServing, unhooked } from './fixtures/process.ts'

const bundledDigest = 'bc3e5e285487a2213d910a16dff1fb2e45e77d5659f5708eaeb70459c2709ba6'

/** Addresses that read everything as of a release, as bytes. */
const addresses = (release: number) => [
  ...operations
    .filter(({ method, operation }) => method === 'get' && operation.tags?.[0] === 'reading')
    .filter(
      ({ path, operation }) => !path.includes('{') && JSON.stringify(operation.parameters ?? []).includes('"as_of"'),
    )
    .filter(({ path }) => path !== '/v1/check')
    .map(({ path }) => `${path}.json?as_of=${release}`),
  `/v1/figures.csv?as_of=${release}`,
  `/v1/changes.atom?as_of=${release}`,
  `/v1/figures/held_living/history.svg?as_of=${release}`,
  `/v1/releases/${release}`,
]

const answers = (address: string, release: number) =>
  Promise.all(
    addresses(release).map(async (path) => {
      const answer = await fetch(address + path)
      return [path, answer.status, answer.headers.get('etag'), Buffer.from(await answer.arrayBuffer()).toString('hex')]
    }),
  )

t.test(
  'copies made while the service answers and publishes are whole, and answer byte for byte the same',
  async (t) => {
    const folder = t.testdir()
    const path = join(folder, 'figures.db')
    const { address, child, ended } = await startServing(t, path, { ...unhooked, WRITE_LIMIT: '0' })
    const key = (await run(path, ['keys', 'add', 'desk'])).out[0]
    let [busy, published, read] = [true, 2, 0]
    const publishing = (async () => {
      for (let day = 0; busy; day++) {
        const reference_date = new Date(Date.UTC(2025, 2, 10 + day)).toISOString().slice(0, 10)
        const answer = await fetch(`${address}/v1/releases`, {
          method: 'POST',
          headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
          body: JSON.stringify(addition({ reference_date })),
        })
        if (answer.status === 201) published += 1
        else t.fail(await answer.text())
      }
    })()
    const reading = (async () => {
      for (; busy; read++) await (await fetch(`${address}/v1/figures`)).arrayBuffer()
    })()
    const copies = ['one.db', 'two.db'].map((name) => join(folder, name))
    const copied = copies.map(async (copy) => {
      const before = published
      const { code, out, err } = await start(t, ['backup', copy], { environment: { DATABASE_PATH: path } }).ended
      t.strictSame([code, err], [0, ''])
      const held = Number(/ holds releases 1 to (\d+), verified/.exec(out)?.[1])
      t.ok(before <= held && held <= published + 1, `with ${before} to ${published} published it holds ${held}`)
    })
    await Promise.all(copied)
    t.strictSame(
      readdirSync(folder).filter((name) => !name.startsWith('figures.db')),
      ['one.db', 'two.db'],
      'a file each, and nothing unfinished',
    )
    busy = false
    await Promise.all([publishing, reading])
    t.ok(published > 5 && read > 5, `${published - 2} releases and ${read} reads meanwhile`)

    const restored = join(folder, 'restored.db')
    const { code, out } = await run(restored, ['restore', copies[1] as string])
    t.equal(code, 0)
    const held = Number(/ holds releases 1 to (\d+), verified/.exec(out[0] as string)?.[1])
    const again = await startServing(t, restored, unhooked)
    for (const release of [1, 2, held]) {
      const wanted = await answers(address, release)
      t.ok(wanted.length === 9 && wanted.every(([, status]) => status === 200))
      t.strictSame(await answers(again.address, release), wanted, `as of release ${release}`)
    }
    for (const one of [child, again.child]) one.kill('SIGTERM')
    await Promise.all([ended, again.ended])
  },
)

t.test('a backup says what it holds, and can be read where nothing can be written', async (t) => {
  const testdir = t.testdir({ copies: {} })
  const { path } = await bundledPress(t, { path: join(testdir, 'figures.db') })
  const folder = join(testdir, 'copies')
  const copy = join(folder, 'copy.db')
  t.strictSame(await run(path, ['backup', copy]), {
    code: 0,
    out: [`${copy} holds releases 1 to 2, verified; the newest digest is ${bundledDigest}.`],
    err: [],
  })
  chmodSync(copy, 0o400)
  const read = new Sqlite(copy, { readonly: true })
  t.equal(read.pragma('journal_mode', { simple: true }), 'delete')
  t.equal(read.prepare('SELECT count(*) FROM releases').pluck().get(), 2)
  read.close()
  t.strictSame(readdirSync(folder), ['copy.db'])
})

t.test('nothing is ever overwritten: neither a file nor what belongs to one', async (t) => {
  const testdir = t.testdir({ copies: { 'copy.db': 'Mine.', 'other.db-wal': 'Left over.' } })
  const { path } = await bundledPress(t, { path: join(testdir, 'figures.db') })
  const folder = join(testdir, 'copies')
  const refusal = (name: string) => ({
    code: 1,
    out: [],
    err: [`"${join(folder, name)}" exists, and is not overwritten; move it away first.`],
  })
  t.strictSame(await run(path, ['backup', join(folder, 'copy.db')]), refusal('copy.db'))
  t.strictSame(await run(path, ['backup', join(folder, 'other.db')]), refusal('other.db-wal'))
  t.strictSame(await run(join(folder, 'copy.db'), ['restore', path]), refusal('copy.db'))
  t.equal(readFileSync(join(folder, 'copy.db'), 'utf8'), 'Mine.')
  t.strictSame(readdirSync(folder).sort(), ['copy.db', 'other.db-wal'])
})

t.test('what is not as it was published is neither kept nor restored, and nothing is left of the try', async (t) => {
  const testdir = t.testdir({ copies: {} })
  const { path, store } = await bundledPress(t, { path: join(testdir, 'figures.db') })
  const folder = join(testdir, 'copies')
  const copy = join(folder, 'copy.db')
  const altered = join(folder, 'altered.db')
  await run(path, ['backup', copy])
  copyFileSync(copy, altered)
  const alter = new Sqlite(altered)
  alter.exec("DROP TRIGGER revisions_refuses_update; UPDATE revisions SET value = 25 WHERE figure = 'held_living'")
  alter.close()
  const target = join(folder, 'target.db')
  const refused = await run(target, ['restore', altered])
  t.match(refused, { code: 1, out: [], err: [/^".*altered\.db" is not as it was published: Release 1 has a row /] })
  t.strictSame((await run(altered, ['backup', target])).err, refused.err)
  writeFileSync(join(folder, 'words.db'), 'These are words. '.repeat(100))
  t.strictSame(await run(target, ['restore', join(folder, 'words.db')]), {
    code: 1,
    out: [],
    err: ['The database cannot be used: file is not a database.'],
  })
  writeFileSync(join(folder, 'empty.db'), '')
  t.strictSame(await run(target, ['restore', join(folder, 'empty.db')]), {
    code: 1,
    out: [],
    err: [`"${join(folder, 'empty.db')}" holds no release.`],
  })
  t.strictSame((await run(target, ['restore', join(folder, 'none.db')])).err, [
    `There is no database at "${join(folder, 'none.db')}".`,
  ])
  t.equal((await run(path, ['backup', join(folder, 'no', 'folder', 'copy.db')])).code, 1)
  t.notOk(existsSync(target))
  t.strictSame(readdirSync(folder).sort(), ['altered.db', 'copy.db', 'empty.db', 'words.db'])
  t.equal(store.releases.newest()?.number, 2)
})

t.test('both take one file', async (t) => {
  for (const name of ['backup', 'restore']) {
    t.strictSame(await run('none.db', [name]), {
      code: 2,
      out: [],
      err: ['FILE is missing.', `Usage: hostage-figures ${name} FILE`],
    })
  }
})
