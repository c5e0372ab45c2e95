import t from 'tap'
import { publish } from '../src/publish.ts'
import { correction } from './fixtures/drafts.ts'
import { bundledPress } from './fixtures/press.ts'

t.test('a correction becomes the next release', async (t) => {
  const press = await bundledPress(t)
  const { number, changes } = await publish(press, correction(), { by: 'desk' })
  t.equal(number, 3)
  t.match(changes, [{ from: { display: 'about 24' }, to: { display: '23' }, quantity_changed: true }])
})
