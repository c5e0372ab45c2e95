import t from 'tap'
import { receiptStore } from '../src/store/receipts.ts'
import { smallPress } from './fixtures/small.ts'

const receipt = { published_by: 'desk', idempotency_key: 'monday', body_digest: 'abc', release: 1 }
const at = '2026-11-22T13:30:00.000Z'

t.test('a receipt is found by its publisher and key, from the instant asked on', async (t) => {
  const receipts = receiptStore((await smallPress(t)).store.db)
  receipts.add(receipt, at)
  t.strictSame(receipts.find('desk', 'monday', at), { ...receipt, created_at: at })
  t.strictSame(receipts.find('desk', 'monday', '2026-11-22T13:29:59.999Z'), { ...receipt, created_at: at })
  t.equal(receipts.find('desk', 'monday', '2026-11-22T13:30:00.001Z'), undefined)
  t.equal(receipts.find('desk', 'tuesday', at), undefined)
  t.equal(receipts.find('night', 'monday', at), undefined)
})

t.test('the same key of two publishers are two receipts', async (t) => {
  const receipts = receiptStore((await smallPress(t)).store.db)
  receipts.add(receipt, at)
  receipts.add({ ...receipt, published_by: 'night', release: 2 }, at)
  t.equal(receipts.find('desk', 'monday', at)?.release, 1)
  t.equal(receipts.find('night', 'monday', at)?.release, 2)
})

t.test('a key in use is not given a second receipt', async (t) => {
  const receipts = receiptStore((await smallPress(t)).store.db)
  receipts.add(receipt, at)
  t.throws(() => receipts.add({ ...receipt, release: 2 }, at), { code: 'SQLITE_CONSTRAINT_PRIMARYKEY' })
})

t.test('a receipt speaks of a release that exists', async (t) => {
  const receipts = receiptStore((await smallPress(t)).store.db)
  t.throws(() => receipts.add({ ...receipt, release: 9 }, at), { code: 'SQLITE_CONSTRAINT_FOREIGNKEY' })
})

t.test('what is no longer found can be removed, and what is still found stays', async (t) => {
  const receipts = receiptStore((await smallPress(t)).store.db)
  receipts.add(receipt, at)
  receipts.add({ ...receipt, idempotency_key: 'tuesday' }, '2026-11-23T13:30:00.000Z')
  receipts.removeBefore('2026-11-23T13:30:00.000Z')
  t.equal(receipts.find('desk', 'monday', ''), undefined)
  t.match(receipts.find('desk', 'tuesday', '2026-11-23T13:30:00.000Z'), { release: 1 })
  receipts.add(receipt, '2026-11-23T14:00:00.000Z')
  t.match(
    receipts.find('desk', 'monday', ''),
    { created_at: '2026-11-23T14:00:00.000Z' },
    'a removed key can be used again',
  )
})
