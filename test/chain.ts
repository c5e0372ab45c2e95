import canonicalize from 'canonicalize'
import fc from 'fast-check'
import t from 'tap'
import { canonical, digest } from '../src/domain/chain.ts'
import { log } from './fixtures/desk.ts'

t.test('a small object has the canonical form and digest of RFC 8785, written out', async (t) => {
  const bytes = canonical({ b: [3, 2, 1], a: { ä: '€\n"', z: null, A: true }, k: 1e21, i: 0.5 })
  t.equal(bytes.toString(), '{"a":{"A":true,"z":null,"ä":"€\\n\\""},"b":[3,2,1],"i":0.5,"k":1e+21}')
  t.equal(digest(bytes), 'eb688696e4c72866c63f75839d519d3d2699658706c481bf01e4f6568993d2f7')
})

t.test('the digest of no bytes and of "abc" are those of FIPS 180-4', async (t) => {
  t.equal(digest(Buffer.from('')), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  t.equal(digest(Buffer.from('abc')), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
})

t.test('the order of keys makes no difference, the order of a list does', async (t) => {
  t.same(canonical({ a: 1, b: { c: 2, d: 3 } }), canonical({ b: { d: 3, c: 2 }, a: 1 }))
  t.notSame(canonical({ a: [1, 2] }), canonical({ a: [2, 1] }))
})

t.test('keys are sorted by UTF-16 code units, as RFC 8785 has it', async (t) => {
  const keys = { '€': 1, '\r': 2, '\ufb33': 3, A1: 4, '😀': 5, '\u0080': 6, ö: 7 }
  t.equal(canonical(keys).toString(), '{"\\r":2,"A1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}')
})

const name = fc.string({ unit: 'grapheme' }).filter((key) => !/^\d|^__proto__$/.test(key))
const scalar = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
)
t.test('whatever it is, its form is that of the library by an author of RFC 8785', async () => {
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof({ depthSize: 'medium' }, scalar, fc.array(tie('value')), fc.dictionary(name, tie('value'))),
  }))
  fc.assert(fc.property(value, (one) => canonical([one]).toString() === canonicalize([one])))
})

t.test('what has no canonical form is refused, and so is a key that would not stay in its place', async (t) => {
  t.throws(() => canonical({ a: Number.NaN }), { message: 'NaN has no form in JSON.' })
  t.throws(() => canonical([-Infinity]), { message: '-Infinity has no form in JSON.' })
  t.throws(() => canonical({ a: 'x\ud83d' }), { message: '"x\\ud83d" holds half of a surrogate pair.' })
  for (const key of ['__proto__', '10', '2a'])
    t.throws(() => canonical(JSON.parse(`{"${key}": 1}`)), { message: `The key "${key}" would not stay in its place.` })
})

t.test('every release names the digest of the one before it', async (t) => {
  const digests = log.map((release) => digest(canonical(release)))
  t.strictSame(
    log.map((release) => release.previous_digest),
    [null, digests[0]],
  )
  t.match(digests, [/^[0-9a-f]{64}$/, /^[0-9a-f]{64}$/])
})
