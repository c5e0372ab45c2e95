import fc from 'fast-check'
import t from 'tap'
import { nearest, parameters } from '../src/http/parameters.ts'
import { asking, operations } from './fixtures/contract.ts'
import { service } from './fixtures/service.ts'

const { app, key } = await service(t)

t.test('a parameter by another name is refused with the nearest right one', async (t) => {
  const ask = asking(t, app)
  const names: [string, string][] = [
    ['asOf', 'as_of'],
    ['as-of', 'as_of'],
    ['AS_OF', 'as_of'],
    ['as_off', 'as_of'],
    ['asof', 'as_of'],
    ['realtime_start', 'as_of'],
    ['realtime_end', 'as_of'],
    ['vintage_dates', 'as_of'],
    ['issues', 'as_of'],
    ['release', 'as_of'],
    ['date', 'reference_date_to'],
    ['reference_date', 'reference_date_to'],
    ['endPeriod', 'reference_date_to'],
    ['referenceDateTo', 'reference_date_to'],
    ['mrv', 'limit'],
    ['per_page', 'limit'],
    ['Limit', 'limit'],
    ['limits', 'limit'],
    ['page', 'cursor'],
    ['offset', 'cursor'],
    ['curser', 'cursor'],
    ['indicator', 'figure'],
    ['figures', 'figure'],
    ['figure[]', 'figure'],
    ['status', 'hostage_status'],
    ['hostageStatus', 'hostage_status'],
    ['country', 'population'],
    ['conditions', 'condition'],
  ]
  for (const [name, right] of names) {
    const { statusCode, body } = await ask(`/v1/figures?${encodeURIComponent(name)}=2`)
    const detail = `Unknown parameter "${name}"; the nearest is "${right}".`
    t.strictSame(
      [statusCode, JSON.parse(body).detail, JSON.parse(body).errors],
      [400, detail, [{ parameter: name, detail }]],
    )
  }
  const history = (await ask('/v1/figures/taken/history?startPeriod=2024')).json()
  t.equal(history.detail, 'Unknown parameter "startPeriod"; the nearest is "reference_date_from".')
  t.equal(
    (await ask('/v1/releases?updatedAfter=1')).json().detail,
    'Unknown parameter "updatedAfter"; the nearest is "since".',
  )
})

t.test('a parameter like no other is refused with all that there are', async (t) => {
  const ask = asking(t, app)
  const all = 'as_of, reference_date_to, hostage_status, condition, scope, population, figure, limit, cursor'
  for (const name of ['xyzzy', 'foo', 'x', '__proto__', 'constructor', 'utm_source', '']) {
    const { statusCode, body } = await ask(`/v1/figures?${name}=1`)
    t.strictSame(
      [statusCode, JSON.parse(body).detail],
      [400, `Unknown parameter "${name}"; this address takes ${all}.`],
    )
  }
})

t.test('whoever asks for a format by a parameter is told how to ask for it', async (t) => {
  const ask = asking(t, app)
  for (const name of ['format', 'FORMAT']) {
    const { statusCode, body } = await ask(`/v1/figures?${name}=csv`)
    const detail = `Unknown parameter "${name}"; a format is asked for by a suffix of the path, such as .csv, or by Accept.`
    t.strictSame([statusCode, JSON.parse(body).detail], [400, detail])
  }
})

t.test('no address of the contract takes a parameter it does not document', async (t) => {
  const ask = asking(t, app)
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  for (const { path, method, operation } of operations) {
    const own = (operation.parameters ?? []).flatMap((one) => ('in' in one && one.in === 'query' ? [one.name] : []))
    const url = path
      .replace('{number}', '1')
      .replaceAll(/\{figure\}/g, 'taken')
      .replace('{reference_date}', '2025-03-05')
      .replace('{source}', 'nyt-2025-03-05')
      .replace('{code}', 'conflict')
      .replace('{draft}', '1')
    for (const name of [...Object.keys(parameters), 'asOf', 'nothing'].filter((name) => !own.includes(name))) {
      const asked = { method: method.toUpperCase() as 'GET', ...(operation.security === undefined ? {} : { headers }) }
      const request = method === 'get' ? asked : { ...asked, payload: { note: '' } }
      const { statusCode, body } = await ask({ url: `${url}?${name}=1`, ...request })
      t.equal(statusCode, 400, `${method} ${url}?${name}=1`)
      const errors = JSON.parse(body).errors as { parameter: string; detail: string }[]
      t.match(
        errors.filter(({ parameter }) => parameter === name),
        [{ detail: /^Unknown parameter "/ }],
      )
      if (path !== '/v1/check') t.equal(errors.length, 1)
    }
  }
})

t.test('a value that a parameter cannot have is named together with what it can', async (t) => {
  const ask = asking(t, app)
  const wrong: [string, string][] = [
    ['limit=0', 'limit "0" is not a whole number from 1 to 1000.'],
    ['limit=1001', 'limit "1001" is not a whole number from 1 to 1000.'],
    ['limit=-1', 'limit "-1" is not a whole number from 1 to 1000.'],
    ['limit=1.5', 'limit "1.5" is not a whole number from 1 to 1000.'],
    ['limit=1e3', 'limit "1e3" is not a whole number from 1 to 1000.'],
    ['limit=', 'limit "" is not a whole number from 1 to 1000.'],
    ['limit=all', 'limit "all" is not a whole number from 1 to 1000.'],
    ['limit=99999999999999999999', 'limit "99999999999999999999" is not a whole number from 1 to 1000.'],
    ['limit=1&limit=2', 'limit ["1","2"] is not a whole number from 1 to 1000.'],
    ['as_of=1&as_of=2', 'as_of ["1","2"] is not one value.'],
    ['cursor=a&cursor=b', 'cursor ["a","b"] is not one value.'],
    ['reference_date_to=2025-02-30', 'reference_date_to "2025-02-30" is not a date that exists (YYYY-MM-DD).'],
    ['reference_date_to=2025-2-3', 'reference_date_to "2025-2-3" is not a date that exists (YYYY-MM-DD).'],
    ['reference_date_to=20250203', 'reference_date_to "20250203" is not a date that exists (YYYY-MM-DD).'],
    ['reference_date_to=', 'reference_date_to "" is not a date that exists (YYYY-MM-DD).'],
    [
      'reference_date_to=2025-01-01&reference_date_to=2025-01-02',
      'reference_date_to ["2025-01-01","2025-01-02"] is not a date (YYYY-MM-DD).',
    ],
    ['hostage_status=alive', 'hostage_status "alive" is not one of taken, released, rescued, recovered, held.'],
    ['hostage_status=Held', 'hostage_status "Held" is not one of taken, released, rescued, recovered, held.'],
    ['condition=', 'condition "" is not one of any, living, dead, unknown.'],
    ['scope=all', 'scope "all" is not one of taken_2023_10_07, held_before_2023_10_07, all_held.'],
    ['population=us&population=all', 'population ["us","all"] is not one of all, us.'],
    [
      'figure=Taken',
      'figure "Taken" is not an id (2 to 64 lower-case letters, digits and _, the first of them a letter).',
    ],
    [
      'figure=taken&figure=',
      'figure "" is not an id (2 to 64 lower-case letters, digits and _, the first of them a letter).',
    ],
  ]
  for (const [query, detail] of wrong) {
    const { statusCode, body } = await ask(`/v1/figures?${query}`)
    const parameter = query.split('=')[0]
    t.strictSame([statusCode, JSON.parse(body).errors], [400, [{ parameter, detail }]], query)
  }
  const many = Array.from({ length: 101 }, () => 'figure=taken').join('&')
  t.match((await ask(`/v1/figures?${many}`)).json().detail, /^figure \["taken",.*… is not at most 100 values\.$/)
  t.equal((await ask(`/v1/figures?${many.replace('figure=taken&', '')}`)).statusCode, 200)
  t.equal((await ask('/v1/figures?limit=1000')).statusCode, 200)
})

t.test('everything that is wrong with a query is told at once', async (t) => {
  const ask = asking(t, app)
  const { detail, errors } = (await ask('/v1/figures?limit=0&asOf=1&scope=x')).json()
  t.strictSame(errors.map((one: { parameter: string }) => one.parameter).sort(), ['asOf', 'limit', 'scope'])
  for (const one of errors) t.match(detail, one.detail)
})

t.test('a name with one letter mistyped is always led back to the right one', async (t) => {
  const names = Object.keys(parameters)
  const long = names.filter((name) => name.length >= 5)
  fc.assert(
    fc.property(fc.constantFrom(...long), fc.nat(), fc.constantFrom(...'qxzjk'), (name, at, letter) => {
      const place = at % name.length
      t.equal(nearest(name.slice(0, place) + letter + name.slice(place + 1), names), name)
    }),
    { numRuns: 300 },
  )
})

t.test('a name of another service counts only where its meaning is taken', async (t) => {
  t.equal(nearest('mrv', ['as_of', 'limit']), 'limit')
  t.equal(nearest('mrv', ['as_of']), undefined)
  t.equal(nearest('date', ['as_of', 'reference_date_from']), undefined)
  t.equal(nearest('anything', []), undefined)
})
