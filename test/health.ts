import { openSync, renameSync, writeSync } from 'node:fs'
import t from 'tap'
import { createApp } from '../src/app.ts'
import { publish } from '../src/publish.ts'
import { addition } from './fixtures/drafts.ts'
import { bundledPress, emptyPress } from './fixtures/press.ts'
import { emptyService, service } from './fixtures/service.ts'

t.test('the process says that it runs, whatever its database does', async (t) => {
  const { press, ask } = await service(t)
  press.store.db.$client.close()
  const { statusCode, headers, body } = await ask('/health/live')
  t.strictSame([statusCode, body, headers['cache-control']], [200, '{"live":true}', 'no-store'])
})

t.test('the service is ready when there is a release to read, and says which is the newest', async (t) => {
  const { press, ask } = await service(t)
  const { statusCode, headers, body } = await ask('/health/ready')
  t.strictSame(
    [statusCode, body, headers['cache-control']],
    [200, '{"ready":true,"release":2,"publishing_trouble":null}', 'no-store'],
  )
  await publish(press, addition(), { by: 'desk' })
  t.strictSame((await ask('/health/ready')).json(), { ready: true, release: 3, publishing_trouble: null })
})

t.test('the service is not ready while nothing has been published', async (t) => {
  const { ask } = await emptyService(t)
  const { statusCode, body } = await ask('/health/ready')
  t.equal(statusCode, 503)
  t.equal(JSON.parse(body).detail, 'No release has been published yet.')
})

t.test('the service is not ready when its database cannot be read', async (t) => {
  const { press, ask } = await service(t)
  press.store.db.$client.close()
  t.equal((await ask('/health/ready')).statusCode, 503)
})

t.test(
  'the service is not ready once the file of its database was taken away, and says why it takes no releases',
  async (t) => {
    const { press, ask, send } = await service(t)
    renameSync(press.path, `${press.path}.away`)
    const sentence = 'The file of the database was deleted or replaced while it was in use.'
    const answers = [await ask('/health/ready'), await send(addition())]
    for (const { statusCode, headers, body } of answers)
      t.strictSame([statusCode, headers['retry-after'], JSON.parse(body).detail], [503, '5', sentence])
    t.equal((await ask('/v1/figures')).statusCode, 200, 'readers are served')
    renameSync(`${press.path}.away`, press.path)
    t.strictSame((await ask('/health/ready')).json(), { ready: true, release: 2, publishing_trouble: sentence })
    t.equal((await send(addition())).statusCode, 201)
    t.strictSame((await ask('/health/ready')).json(), { ready: true, release: 3, publishing_trouble: null })
  },
)

t.test('the service is not ready any more once a reader met a damaged page', async (t) => {
  const { path, store } = await bundledPress(t)
  const sqlite = store.db.$client
  const page = sqlite.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'revisions'").pluck().get() as number
  sqlite.close()
  writeSync(openSync(path, 'r+'), Buffer.alloc(4096, 0xff), 0, 4096, (page - 1) * 4096)
  const app = await createApp(emptyPress(t, { path }))
  t.teardown(() => app.close())
  t.equal((await app.inject('/health/ready')).statusCode, 200, 'nobody has met it')
  t.equal((await app.inject('/v1/figures')).statusCode, 503)
  const { statusCode, body } = await app.inject('/health/ready')
  t.strictSame([statusCode, JSON.parse(body).detail], [503, 'The database file is damaged.'])
})

t.test('health takes no parameters', async (t) => {
  const { ask } = await service(t)
  for (const url of ['/health/live?as_of=1', '/health/ready?as_of=1']) {
    const { statusCode, body } = await ask(url)
    t.strictSame([statusCode, JSON.parse(body).detail], [400, 'Unknown parameter "as_of"; this address takes none.'])
  }
})
