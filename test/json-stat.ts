import JSONstat from 'jsonstat-toolkit'
import t from 'tap'
import { bundledApp } from './fixtures/press.ts'

type Cell = { value: number | null; status: string }
type Dataset = {
  class: string
  id: string[]
  role: Record<string, string[]>
  Data(query: object): Cell
  Dimension(name: string): { id: string[] }
}

t.test('the figures are a cube whose status is the hedge', async (t) => {
  const { app } = await bundledApp(t)
  const answer = await app.inject('/v1/figures.jsonstat')
  t.match(answer.headers['content-type'], /^application\/json/)
  const cube = JSONstat(answer.json()) as unknown as Dataset
  t.equal(cube.class, 'dataset')
  t.same(cube.id, ['figure', 'measure'])
  t.match(cube.Data({ figure: 'held_bodies', measure: 'value' }), { value: 35, status: 'at_least' })
  t.match(cube.Data({ figure: 'held_bodies', measure: 'lower_bound' }), { value: 35 })
  t.match(cube.Data({ figure: 'held_bodies', measure: 'upper_bound' }), { value: null })
  t.match(cube.Data({ figure: 'held_living', measure: 'value' }), { value: 24, status: 'about' })
})

t.test('a history is a cube by day', async (t) => {
  const { app } = await bundledApp(t)
  const body = (await app.inject('/v1/figures/held_of_taken/history.jsonstat')).json()
  const cube = JSONstat(body) as unknown as Dataset
  t.same(cube.role.time, ['reference_date'])
  const history = (await app.inject('/v1/figures/held_of_taken/history?limit=1000')).json().observations
  t.same(
    cube.Dimension('reference_date').id,
    history.map((observation: { reference_date: string }) => observation.reference_date),
  )
  for (const { reference_date, value, qualifier } of history) {
    t.match(cube.Data({ reference_date, measure: 'value' }), { value, status: qualifier })
  }
  t.equal(body.extension.observations[0].display, history[0].display)
})

t.test('a figure without a number says so', async (t) => {
  const { app } = await bundledApp(t)
  const body = (await app.inject('/v1/figures.jsonstat?figure=held&reference_date_to=2023-01-01')).json()
  t.same(
    [body.value, body.status],
    [
      [null, null, null],
      ['no figure', 'no figure', 'no figure'],
    ],
  )
})
