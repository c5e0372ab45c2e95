// How SQLite answers each prepared statement: by searching an index, never by reading a table of facts from end to end.

import type { Test } from 'tap'
import t from 'tap'
import { localLog } from '../src/log/local.ts'
import { migrateDatabase, openDatabase } from '../src/store/database.ts'
import { openStore } from '../src/store/store.ts'
import { factTables } from '../src/store/triggers.ts'
import { migrations } from './fixtures/press.ts'

/** Statements that walk a whole table, and why they may. */
const walks = [
  {
    step: 'SCAN releases',
    of: /order by "releases"."number" desc limit 1$/,
    why: 'The newest release: the first step from the end of the primary key.',
  },
  {
    step: 'SCAN identities',
    of: /order by "identities"."position" asc$/,
    why: 'All accounting rules: a handful, which does not grow with what is observed.',
  },
]

/** Every statement that is prepared while `open` runs, with the steps of its plan. */
function plansOf(db: ReturnType<typeof openDatabase>, open: () => void) {
  const sqlite = db.$client
  const prepare = sqlite.prepare
  const texts = new Set<string>()
  sqlite.prepare = ((text: string) => {
    texts.add(text)
    return prepare.call(sqlite, text)
  }) as typeof prepare
  try {
    open()
  } finally {
    sqlite.prepare = prepare
  }
  return [...texts].map((text) => {
    const unbound: null[] = (text.match(/\?/g) ?? []).map(() => null)
    const plan = prepare.call(sqlite, `EXPLAIN QUERY PLAN ${text}`).all(unbound) as { detail: string }[]
    return { text, steps: plan.map(({ detail }) => detail) }
  })
}

const names = new Set<string>(factTables)

/** Names that stand for a table of facts in a statement: its own, and those it is given there. */
const factNames = (text: string): string[] => [
  ...factTables,
  ...[...text.matchAll(/\b(?:from|join)\s+"?(\w+)"?\s+"?(\w+)"?|,\s*"(\w+)" (\w+)/gi)].flatMap(
    ([, table, alias, listed, other]) => (names.has(table ?? listed ?? '') ? [alias ?? other ?? ''] : []),
  ),
]

/** The steps that read a table of facts from end to end: scans, and searches for nothing. */
function wholeTables({ text, steps }: { text: string; steps: string[] }) {
  const names = factNames(text)
  return steps.filter((step) => {
    const [, verb, name = ''] = /^(SCAN|SEARCH) (\w+)/.exec(step) ?? []
    return names.includes(name) && (verb === 'SCAN' || (verb === 'SEARCH' && !step.includes('(')))
  })
}

const excused = (text: string, step: string) => walks.some((walk) => step.startsWith(walk.step) && walk.of.test(text))

function emptyDatabase(t: Test) {
  const db = openDatabase(`${t.testdir({})}/figures.db`)
  t.teardown(() => db.$client.close())
  migrateDatabase(db, migrations)
  return db
}

const found = (db: ReturnType<typeof openDatabase>) =>
  plansOf(db, () => {
    const store = openStore(db)
    localLog(store)
    Array.from(store.prepareAll())
  })

t.test('no statement reads a table of facts from end to end, but those that are excused', (t) => {
  const plans = found(emptyDatabase(t))
  t.ok(plans.length > 40, `${plans.length} statements are looked at`)
  for (const plan of plans) {
    for (const step of wholeTables(plan)) t.ok(excused(plan.text, step), `${step}: ${plan.text}`)
  }
  t.end()
})

/** The columns that a statement compares twice from one side, where SQLite would look for one of the two only. */
function boundTwice({ text }: { text: string }): string[] {
  const bounds = [...text.matchAll(/((?:"?\w+"?\.)?"?reference_date"?) ([<>])=? /g)].map(
    ([, day, side]) => `${day} ${side}`,
  )
  return bounds.filter((bound, index) => bounds.indexOf(bound) !== index)
}

t.test('no statement bounds a day twice from one side: all between the bounds would be read', (t) => {
  const plans = found(emptyDatabase(t))
  t.ok(plans.some(({ text }) => /reference_date"? >= max\(/.test(text)))
  for (const plan of plans) t.strictSame(boundTwice(plan), [], plan.text)
  const twice = 'SELECT 1 FROM revisions WHERE "reference_date" >= ? AND "reference_date" > ? AND "reference_date" <> ?'
  t.strictSame(boundTwice({ text: twice }), ['"reference_date" >'])
  t.end()
})

t.test('every excuse is needed', (t) => {
  const plans = found(emptyDatabase(t))
  for (const { step, of, why } of walks)
    t.ok(
      plans.some(({ text, steps }) => of.test(text) && steps.some((one) => one.startsWith(step))),
      why,
    )
  t.end()
})

t.test('without its index a statement would be found', (t) => {
  for (const [index, step] of [
    ['sources_by_position', /^SCAN sources/],
    ['figures_by_position', /^SCAN figures/],
  ] as const) {
    const db = emptyDatabase(t)
    db.$client.exec(`DROP INDEX ${index}`)
    const bad = found(db).flatMap((plan) => wholeTables(plan).filter((step) => !excused(plan.text, step)))
    t.ok(
      bad.some((one) => step.test(one)),
      `${index}: ${bad.join('; ')}`,
    )
  }
  t.end()
})
