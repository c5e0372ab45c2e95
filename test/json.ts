import fc from 'fast-check'
import t from 'tap'
import { readJsonText } from '../src/domain/json.ts'

/** Texts that look like the punctuation of JSON, beside any others. */
const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('"', '\\', '{', '}', ':', ',', ' ') }))
const value = fc.anything({ key: text, values: [text, fc.integer(), fc.constant(null)], withNullPrototype: false })

t.test('whatever JSON says is read as it stands, however it is spaced', async (t) => {
  const same = fc.property(value, fc.constantFrom(0, 1, '\t'), (value, space) => {
    const written = JSON.stringify(value, null, space)
    return JSON.stringify(readJsonText(written), null, space) === written
  })
  t.doesNotThrow(() => fc.assert(same, { numRuns: 1000 }))
})

t.test('a key that stands twice in one object is named, wherever the object is', async (t) => {
  const named = fc.property(text, value, (key, value) => {
    const member = `${JSON.stringify(key)} : ${JSON.stringify(value)}`
    for (const written of [`{${member},${member}}`, `{"a":[{"b":{}},{${member},"${key.length} ":{},${member}}]}`]) {
      try {
        readJsonText(written)
        return false
      } catch (error) {
        if ((error as Error).message !== `the key ${JSON.stringify(key)} stands twice in one object`) return false
      }
    }
    return true
  })
  t.doesNotThrow(() => fc.assert(named, { numRuns: 1000 }))
})

t.test('the same key in two objects is no matter', async (t) => {
  t.strictSame(readJsonText('[{"a":1},{"a":{"a":2}}]'), [{ a: 1 }, { a: { a: 2 } }])
})

t.test('a text of a megabyte is read', async (t) => {
  const long = JSON.stringify({ note: '\\"{'.repeat(250_000) })
  t.strictSame(readJsonText(long), JSON.parse(long))
})
