import t from 'tap'
import { progressBar } from '../src/commands/progress.ts'

t.test('at a terminal a bar is drawn over itself, not too often, and wiped away at the end', (t) => {
  const written: string[] = []
  const progress = progressBar('Loading', { isTTY: true, write: (text) => written.push(text) })
  progress(500, 1_000)
  progress(501, 1_000)
  progress(1_000, 1_000)
  t.strictSame(written, [`\rLoading ${'█'.repeat(15)}${'░'.repeat(15)} 500 of 1,000`, '\r\x1b[K'])
  t.end()
})

t.test('where nobody looks nothing is written', (t) => {
  const written: string[] = []
  progressBar('Loading', { write: (text) => written.push(text) })(1, 2)
  t.strictSame(written, [])
  t.end()
})
