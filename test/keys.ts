import { readFileSync } from 'node:fs'
import t from 'tap'
import { emptyPress, noon } from './fixtures/press.ts'

const later = new Date('2026-11-23T08:00:00Z')

t.test('a key opens under its name, and no other text does', (t) => {
  const { keys } = emptyPress(t).store
  const key = keys.add('desk', noon) as string
  t.match(key, /^hf_[A-Za-z0-9_-]{43}$/, '256 random bits')
  t.equal(keys.nameOf(key), 'desk')
  for (const other of ['', 'desk', key.slice(0, -1), `${key} `, key.toUpperCase()])
    t.equal(keys.nameOf(other), undefined)
  t.end()
})

t.test('every key is another one', (t) => {
  const { keys } = emptyPress(t).store
  const made = Array.from({ length: 20 }, (_, index) => keys.add(`desk-${index}`, noon))
  t.equal(new Set(made).size, 20)
  t.strictSame(
    made.map((key) => keys.nameOf(key as string)),
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
  t.equal(keys.nameOf(desk), undefined)
  t.equal(keys.nameOf(night), 'night')
  t.strictSame(keys.list(), [
    { name: 'desk', created_at: '2026-11-22T13:30:00.000Z', revoked_at: '2026-11-23T08:00:00.000Z' },
    { name: 'night', created_at: '2026-11-22T13:30:00.000Z', revoked_at: null },
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
  t.equal(keys.nameOf(key), 'desk', 'the first key is untouched')
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
