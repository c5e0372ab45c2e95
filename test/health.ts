import t from 'tap'
import { publish } from '../src/publish.ts'
import { addition } from './fixtures/drafts.ts'
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
  t.strictSame([statusCode, body, headers['cache-control']], [200, '{"ready":true,"release":2}', 'no-store'])
  await publish(press, addition(), { by: 'desk' })
  t.strictSame((await ask('/health/ready')).json(), { ready: true, release: 3 })
})

t.test('the service is not ready while nothing has been published', async (t) => {
  const { ask } = await emptyService(t)
  const { statusCode, body } = await ask('/health/ready')
  t.equal(statusCode, 404)
  t.equal(JSON.parse(body).detail, 'No release has been published yet.')
})

t.test('the service is not ready when its database cannot be read', async (t) => {
  const { press, ask } = await service(t)
  press.store.db.$client.close()
  t.equal((await ask('/health/ready')).statusCode, 500)
})

t.test('health takes no parameters', async (t) => {
  const { ask } = await service(t)
  for (const url of ['/health/live?as_of=1', '/health/ready?as_of=1']) {
    const { statusCode, body } = await ask(url)
    t.strictSame([statusCode, JSON.parse(body).detail], [400, 'Unknown parameter "as_of"; this address takes none.'])
  }
})
