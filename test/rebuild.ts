import t from 'tap'
import { createApp } from '../src/app.ts'
import { type Press, publish } from '../src/publish.ts'
import { openDatabase } from '../src/store/database.ts'
import { rebuild } from '../src/store/rebuild.ts'
import { openStore } from '../src/store/store.ts'
import { factTables } from '../src/store/triggers.ts'
import { verify } from '../src/store/verify.ts'
import { contents } from './fixtures/contents.ts'
import { addition, correction, retraction } from './fixtures/drafts.ts'
import { bundledPress, emptyPress } from './fixtures/press.ts'
import { smallPress } from './fixtures/small.ts'

/** What the service answers to readers, as of every release. */
async function answers(press: Press, newest: number) {
  const app = await createApp(press)
  const paths = [
    '/v1/figures',
    '/v1/figures.csv',
    '/v1/figures/held_living',
    '/v1/figures/held_living/history',
    '/v1/figures/held_living/observations/2025-03-05',
    '/v1/sources',
    '/v1/sources/nyt-2025-03-05',
    '/v1/releases',
  ]
  const urls = paths.flatMap((path) => Array.from({ length: newest }, (_, index) => `${path}?as_of=${index + 1}`))
  const asked = [...urls, ...paths, `/v1/releases/${newest}`].map(async (url) => {
    const { statusCode, headers, body } = await app.inject(url)
    return { url, statusCode, etag: headers.etag, body }
  })
  const answered = await Promise.all(asked)
  await app.close()
  return answered
}

const definitions = ({ store }: Press) =>
  store.db.$client.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name').all()

/** What anybody with the file and no respect could do. */
function unlock({ store }: Press) {
  for (const table of factTables)
    for (const verb of ['update', 'delete']) store.db.$client.exec(`DROP TRIGGER ${table}_refuses_${verb}`)
  store.db.$client.pragma('foreign_keys = OFF')
}

t.test('a rebuild leaves every row, every definition and every answer as it was', async (t) => {
  const press = await bundledPress(t)
  for (const draft of [correction(), addition(), retraction()]) await publish(press, draft, { by: 'desk' })
  press.store.keys.add('desk', press.now())
  const before = { rows: contents(press.store.db), tables: definitions(press), answers: await answers(press, 5) }
  t.ok(before.answers.every(({ statusCode }) => statusCode === 200 || statusCode === 404))
  t.equal(rebuild(press.store), 5)
  t.strictSame(contents(press.store.db), before.rows)
  t.strictSame(definitions(press), before.tables)
  t.strictSame(await answers(press, 5), before.answers)
  t.equal(verify(press.store), null)
})

t.test('every kind of change comes out of a rebuild as it went in', async (t) => {
  const press = await smallPress(t)
  const before = contents(press.store.db)
  t.equal(rebuild(press.store), 5)
  t.strictSame(contents(press.store.db), before)
})

t.test('a rebuild mends what was altered, removed and added', async (t) => {
  const press = await smallPress(t)
  const before = contents(press.store.db)
  unlock(press)
  const sqlite = press.store.db.$client
  sqlite.exec("UPDATE revisions SET value = 99 WHERE figure = 'held'")
  sqlite.exec('DELETE FROM claims WHERE release = 1')
  sqlite.exec("INSERT INTO currents VALUES ('made_up', 2, '2025-01-01', 1, 2000001)")
  t.not(verify(press.store), null)
  rebuild(press.store)
  t.strictSame(contents(press.store.db), before)
  t.equal(verify(press.store), null)
})

t.test('a rebuild that cannot be finished leaves the tables and their triggers as they were', async (t) => {
  const press = await smallPress(t)
  unlock(press)
  press.store.db.$client.prepare('UPDATE releases SET canonical = ? WHERE number = 3').run(Buffer.from('{'))
  const before = { rows: contents(press.store.db), tables: definitions(press) }
  t.throws(() => rebuild(press.store), SyntaxError)
  t.strictSame(contents(press.store.db), before.rows)
  t.strictSame(definitions(press), before.tables)
})

t.test('whoever has the file open goes on reading and publishing after a rebuild', async (t) => {
  const press = await smallPress(t)
  const other = openDatabase(press.path)
  t.teardown(() => other.$client.close())
  const store = openStore(other)
  const held = () => store.observations.current('held', 5)
  const before = held()
  rebuild(press.store)
  t.strictSame(held(), before)
  const draft = {
    note: 'And on.',
    observations: [
      {
        figure: 'held',
        reference_date: '2025-03-01',
        change_type: 'new',
        claims: [{ source: 'gazette', value: 16, qualifier: 'exact', wording: '16' }],
      },
    ],
  }
  t.match(await publish(press, draft, { by: 'desk' }), { number: 6 })
  t.match(store.observations.current('held', 6), { value: 16 })
  t.equal(verify(press.store), null)
})

t.test('without a release there is nothing to rebuild from, and the tables are empty again', (t) => {
  const press = emptyPress(t)
  const before = definitions(press)
  t.equal(rebuild(press.store), 0)
  t.strictSame(definitions(press), before)
  t.strictSame(contents(press.store.db).figures, [])
  t.end()
})

t.test('a gap in the releases is told, and everything stays as it was', async (t) => {
  const press = await smallPress(t)
  unlock(press)
  press.store.db.$client.exec('DELETE FROM releases WHERE number = 3')
  const before = { rows: contents(press.store.db), tables: definitions(press) }
  t.throws(() => rebuild(press.store), new Error('Release 3 is missing: nothing was made again.'))
  t.strictSame(contents(press.store.db), before.rows)
  t.strictSame(definitions(press), before.tables)
})
