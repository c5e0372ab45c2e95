import { readFileSync } from 'node:fs'
import t from 'tap'
import { openDatabase } from '../src/store/database.ts'
import { concealed, holdsKey, keyStore, mayDo } from '../src/store/keys.ts'
import { emptyPress, noon } from './fixtures/press.ts'

const listed = { created_at: '2026-11-22T13:30:00.000Z', scope: 'publish', expires_on: null, last_used_at: null }
const later = new Date('2026-11-23T08:00:00Z')

t.test('a key opens under its name, and no other text does', (t) => {
  const { keys } = emptyPress(t).store
  const key = keys.add('desk', noon) as string
  t.match(key, /^hf_[A-Za-z0-9_-]{43}$/, '256 random bits')
  t.equal(keys.inForce(key, noon)?.name, 'desk')
  for (const other of ['', 'desk', key.slice(0, -1), `${key} `, key.toUpperCase()])
    t.equal(keys.inForce(other, noon)?.name, undefined)
  t.end()
})

t.test('every key is another one', (t) => {
  const { keys } = emptyPress(t).store
  const made = Array.from({ length: 20 }, (_, index) => keys.add(`desk-${index}`, noon))
  t.equal(new Set(made).size, 20)
  t.strictSame(
    made.map((key) => keys.inForce(key as string, noon)?.name),
    made.map((_, index) => `desk-${index}`),
  )
  t.end()
})

t.test('the text of a key is nowhere in the database, neither before nor after the file is closed', (t) => {
  const { store, path } = emptyPress(t)
  const key = store.keys.add('desk', noon) as string
  const row = store.db.$client.prepare('SELECT * FROM keys').get() as { hash: string }
  t.match(row, { name: 'desk', hash: /^[0-9a-f]{64}$/, created_at: '2026-11-22T13:30:00.000Z', revoked_at: null })
  const holds = (file: string, text: string) => readFileSync(file).includes(text)
  t.ok(holds(`${path}-wal`, row.hash), 'its hash is in the log of the database')
  for (const file of [path, `${path}-wal`]) for (const part of [key, key.slice(3)]) t.notOk(holds(file, part))
  store.db.$client.close()
  t.ok(holds(path, row.hash), 'its hash is in the file')
  for (const part of [key, key.slice(3), Buffer.from(key.slice(3), 'base64url').toString('hex')])
    t.notOk(holds(path, part))
  t.end()
})

t.test('a revoked key opens nothing at once, and other keys go on', (t) => {
  const { keys } = emptyPress(t).store
  const [desk, night] = [keys.add('desk', noon) as string, keys.add('night', noon) as string]
  t.ok(keys.revoke('desk', later))
  t.equal(keys.inForce(desk, noon)?.name, undefined)
  t.equal(keys.inForce(night, noon)?.name, 'night')
  t.strictSame(keys.list(), [
    { ...listed, name: 'desk', revoked_at: '2026-11-23T08:00:00.000Z' },
    { ...listed, name: 'night', revoked_at: null },
  ])
  t.end()
})

t.test('revoking tells whether there was such a key in force, and keeps the instant of the first time', (t) => {
  const { keys } = emptyPress(t).store
  keys.add('desk', noon)
  t.notOk(keys.revoke('night', later))
  t.ok(keys.revoke('desk', later))
  t.notOk(keys.revoke('desk', new Date('2027-01-01T00:00:00Z')))
  t.match(keys.list(), [{ revoked_at: '2026-11-23T08:00:00.000Z' }])
  t.end()
})

t.test('a name is given away once, even after its key was revoked', (t) => {
  const { keys } = emptyPress(t).store
  const key = keys.add('desk', noon) as string
  t.equal(keys.add('desk', later), undefined)
  t.equal(keys.inForce(key, noon)?.name, 'desk', 'the first key is untouched')
  keys.revoke('desk', later)
  t.equal(keys.add('desk', later), undefined)
  t.equal(keys.list().length, 1)
  t.end()
})

t.test('the names that stand for publishing without a key are never given to one', (t) => {
  const { keys } = emptyPress(t).store
  for (const name of ['bundled', 'cli']) t.equal(keys.add(name, noon), undefined)
  t.strictSame(keys.list(), [])
  t.end()
})

t.test('keys are listed by when they were added, then by name', (t) => {
  const { keys } = emptyPress(t).store
  for (const [name, at] of [
    ['c', later],
    ['b', noon],
    ['a', later],
  ] as const)
    keys.add(name, at)
  t.strictSame(
    keys.list().map(({ name }) => name),
    ['b', 'a', 'c'],
  )
  t.end()
})

t.test('a key with a last day is in force through that day (UTC) and not a moment longer', (t) => {
  const { keys } = emptyPress(t).store
  const key = keys.add('desk', noon, { expires_on: '2026-11-23' }) as string
  t.equal(keys.inForce(key, new Date('2026-11-23T23:59:59.999Z'))?.name, 'desk')
  t.equal(keys.inForce(key, new Date('2026-11-24T00:00:00.000Z')), undefined)
  t.match(keys.list(), [{ expires_on: '2026-11-23', revoked_at: null }])
  t.end()
})

t.test('a key publishes unless it was made for drafts; whoever may publish may draft', (t) => {
  const { keys } = emptyPress(t).store
  keys.add('desk', noon)
  keys.add('intern', noon, { scope: 'draft' })
  t.match(keys.list(), [
    { name: 'desk', scope: 'publish' },
    { name: 'intern', scope: 'draft' },
  ])
  t.strictSame(
    [mayDo('draft', 'draft'), mayDo('draft', 'publish'), mayDo('publish', 'draft'), mayDo('publish', 'publish')],
    [true, false, true, true],
  )
  t.end()
})

t.test('a key that another process revoked opens nothing at once', (t) => {
  const { store, path } = emptyPress(t)
  const key = store.keys.add('desk', noon) as string
  t.equal(store.keys.inForce(key, noon)?.name, 'desk')
  const other = openDatabase(path)
  t.teardown(() => other.$client.close())
  keyStore(other).revoke('desk', later)
  t.equal(store.keys.inForce(key, noon), undefined)
  t.end()
})

t.test('the last use of a key is kept, to a minute', (t) => {
  const { keys } = emptyPress(t).store
  const key = keys.add('desk', noon) as string
  keys.add('night', noon)
  const use = (seconds: number) => {
    const at = new Date(noon.getTime() + seconds * 1000)
    keys.touch(keys.inForce(key, at) as { name: string; last_used_at: string | null }, at)
    return keys.list().map(({ last_used_at }) => last_used_at)
  }
  t.strictSame(use(0), ['2026-11-22T13:30:00.000Z', null])
  t.strictSame(use(59), ['2026-11-22T13:30:00.000Z', null], 'within a minute it is not written again')
  t.strictSame(use(60), ['2026-11-22T13:31:00.000Z', null])
  t.end()
})

t.test('noting a use waits for no other writer, and a database that cannot be written keeps nobody out', (t) => {
  const { store, path } = emptyPress(t)
  store.keys.add('desk', noon)
  const other = openDatabase(path)
  t.teardown(() => other.$client.close())
  other.$client.exec('BEGIN IMMEDIATE')
  const began = performance.now()
  store.keys.touch({ name: 'desk', last_used_at: null }, noon)
  t.ok(performance.now() - began < 1000)
  t.match(store.keys.list(), [{ last_used_at: null }])
  t.equal(store.db.$client.pragma('busy_timeout', { simple: true }), 5000, 'other writes wait as before')
  other.$client.exec('ROLLBACK')
  store.keys.touch({ name: 'desk', last_used_at: null }, noon)
  t.match(store.keys.list(), [{ last_used_at: '2026-11-22T13:30:00.000Z' }])
  t.end()
})

t.test('a key in a text is seen and concealed, whole or cut short, and other words are left alone', (t) => {
  const key = emptyPress(t).store.keys.add('desk', noon) as string
  t.equal(concealed(`?key=${key}&a=${key.slice(0, 30)}&b=${key.replace('_', '%5F')}`), '?key=hf_…&a=hf_…&b=hf_…')
  const words = 'A half_time of hf_24, in https://example.org/hf_living'
  t.equal(concealed(words), words)
  t.ok(holdsKey(`"${key}"`))
  for (const other of [words, key.slice(0, -1), `${key}a`]) t.notOk(holdsKey(other))
  t.end()
})
