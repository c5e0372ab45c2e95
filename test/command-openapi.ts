import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { run } from './fixtures/command.ts'
import { root } from './fixtures/press.ts'

t.test('it prints the contract that is checked in, whatever the day, and needs no database', async (t) => {
  const path = join(t.testdir(), 'figures.db')
  const checkedIn = readFileSync(join(root, 'openapi/v1.json'), 'utf8')
  for (const day of ['2026-11-22T13:30:00Z', '2031-06-01T00:00:00Z']) {
    const { code, out, err } = await run(path, ['openapi'], { now: () => new Date(day) })
    t.strictSame({ code, err, lines: out.length }, { code: 0, err: [], lines: 1 })
    t.ok(`${out[0]}\n` === checkedIn, 'openapi/v1.json is what "npm run -s openapi" prints')
  }
  t.notOk(existsSync(path))
})
