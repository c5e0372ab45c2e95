import t from 'tap'
import { Figure, redefines } from '../src/domain/figure.ts'
import { figure } from './fixtures/desk.ts'

t.test('a definition is whole: what is left out is null, never kept from before', async (t) => {
  t.strictSame(Figure.parse(figure()), { ...figure(), period_start: null, period_end: null })
  t.equal(Figure.safeParse({ id: 'held', title: 'Another title' }).success, false)
})

t.test('a definition that differs in anything but its title redefines the figure', async (t) => {
  const before = Figure.parse(figure({ accumulation: 'event', period_start: '2023-10-07', period_end: '2023-10-08' }))
  t.equal(redefines(before, { ...before }), false)
  t.equal(redefines(before, { ...before, title: 'Another title' }), false)
  const others: Partial<Figure>[] = [
    { definition: 'Another definition.' },
    { unit: 'bodies' },
    { hostage_status: 'taken' },
    { condition: 'living' },
    { scope: 'taken_2023_10_07' },
    { population: 'us' },
    { accumulation: 'stock' },
    { period_start: '2023-10-06' },
    { period_end: null },
  ]
  for (const other of others) t.equal(redefines(before, { ...before, ...other }), true, Object.keys(other)[0] ?? '')
})

t.test('where a figure stands and which version it is do not redefine it', async (t) => {
  const before = { ...Figure.parse(figure()), release: 1, definition_version: 1, position: 1_000_000 }
  t.equal(redefines(before, { ...before, release: 2, definition_version: 2, position: 2_000_000 } as Figure), false)
})
