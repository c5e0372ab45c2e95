import t from 'tap'
import { Problem } from '../src/domain/problem.ts'

t.test('a problem is an error that says its code, a sentence, and each place that is wrong', async (t) => {
  const errors = [{ pointer: '/note', detail: 'Missing: "note", a text.' }]
  const problem = new Problem('invalid_release', 'Missing: "note", a text.', errors)
  t.ok(problem instanceof Error)
  t.equal(problem.code, 'invalid_release')
  t.equal(problem.message, 'Missing: "note", a text.')
  t.strictSame(problem.errors, errors)
})

t.test('a problem without places has none', async (t) => {
  t.strictSame(new Problem('not_found', 'No figure "heldd" in release 4.').errors, [])
})
