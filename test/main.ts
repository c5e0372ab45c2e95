import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t from 'tap'
import manifest from '../package.json' with { type: 'json' }
import { run } from './fixtures/command.ts'

const usages = [
  'serve',
  'migrate',
  'publish FILE… [--dry-run]',
  'verify [--checkpoint FILE --key VKEY]',
  'backup FILE',
  'restore FILE',
  'rebuild',
  'keys add NAME [--scope draft|publish] [--expires DATE] | keys list | keys revoke NAME | keys signing',
  'openapi',
]
const overview = [
  'Usage: hostage-figures COMMAND',
  '',
  ...usages.map((usage) => `  ${usage}`),
  '',
  'COMMAND --help says what each does.',
]

t.test('without a command the usage is told as a mistake, with --help or help as an answer', async (t) => {
  t.strictSame(await run('none.db', []), { code: 2, out: [], err: overview })
  t.strictSame(await run('none.db', ['--help']), { code: 0, out: overview, err: [] })
  t.strictSame(await run('none.db', ['help']), { code: 0, out: overview, err: [] })
})

t.test('--version prints the version of the package', async (t) => {
  t.strictSame(await run('none.db', ['--version']), { code: 0, out: [manifest.version], err: [] })
})

t.test('each command says what it does, and does nothing else', async (t) => {
  const path = join(t.testdir(), 'figures.db')
  const helps = [
    /creates and migrates the database; loads the bundled releases into an empty one\.$/i,
    /^Creates the database .* Loads nothing\.$/,
    /^Publishes each file .* With --dry-run it publishes nothing\.$/,
    /^Checks every digest, every link of the chain and every projected row\./,
    /^Copies the database to FILE, .* Never overwrites a file\.$/,
    /^Makes the database out of a backup, .* it is evidence\.$/,
    /^Drops the tables derived from the releases and makes them again, in one transaction\./,
    /^add prints a new key, alone and for the only time; .* list shows the names; revoke ends a key at once\. signing makes the key/,
    /^Prints the OpenAPI document of the routes/,
  ]
  for (const [index, usage] of usages.entries()) {
    const [name = ''] = usage.split(' ')
    for (const args of [['--help'], ['add', 'desk', '--help'], ['x.yaml', '--help', '--wrong']]) {
      const { code, out, err } = await run(path, [name, ...args], { environment: { PORT: 'wrong' } })
      t.strictSame({ code, err }, { code: 0, err: [] })
      const [first, empty, help, ...more] = out.join('\n').split('\n')
      t.strictSame([first, empty, more], [`Usage: hostage-figures ${usage}`, '', []])
      t.match(help, helps[index])
    }
  }
  t.notOk(existsSync(path))
})

t.test('a command that there is not is named, with those that there are', async (t) => {
  for (const name of ['nope', 'Serve', 'toString', 'constructor', '--dry-run', '']) {
    t.strictSame(await run('none.db', [name]), {
      code: 2,
      out: [],
      err: [
        `There is no command "${name}". There are serve, migrate, publish, verify, backup, restore, rebuild, keys, openapi.`,
      ],
    })
  }
})

t.test('every mistake in the configuration is told before anything is opened', async (t) => {
  const path = join(t.testdir(), 'figures.db')
  t.strictSame(await run(path, ['migrate'], { environment: { PORT: '-1', LOG_LEVEL: 'loud' } }), {
    code: 1,
    out: [],
    err: [
      'PORT "-1" is not a port from 0 to 65535. LOG_LEVEL "loud" is not one of fatal, error, warn, info, debug, trace, silent.',
    ],
  })
  t.notOk(existsSync(path))
})

t.test('an argument or option too many is a mistake in the call', async (t) => {
  for (const [name, extra] of [
    ['migrate', 'x'],
    ['rebuild', '1'],
    ['openapi', '-'],
  ] as const) {
    t.strictSame(await run('none.db', [name, extra]), {
      code: 2,
      out: [],
      err: [`"${extra}" is one argument too many.`, `Usage: hostage-figures ${name}`],
    })
  }
})

t.test('a command that needs a database says how to make one, and makes none', async (t) => {
  const path = join(t.testdir(), 'figures.db')
  const message = `There is no database at "${path}". "serve" makes one with the bundled releases, "migrate" an empty one.`
  for (const args of [
    ['publish', 'x.yaml'],
    ['verify'],
    ['backup', 'x.db'],
    ['rebuild'],
    ['keys', 'list'],
    ['keys', 'add', 'desk'],
  ]) {
    t.strictSame(await run(path, args), { code: 1, out: [], err: [message] })
  }
  t.notOk(existsSync(path))
})

t.test('a file that is no database of ours is told in a sentence, without SQL', async (t) => {
  const folder = t.testdir({
    'text.db': 'These are words, and more than a hundred of them would be needed. '.repeat(20),
  })
  t.strictSame(await run(join(folder, 'text.db'), ['verify']), {
    code: 1,
    out: [],
    err: ['The database cannot be used: file is not a database.'],
  })
  const foreign = join(folder, 'foreign.db')
  const other = new Sqlite(foreign)
  other.exec('CREATE TABLE claims (word TEXT)')
  other.close()
  t.strictSame(await run(foreign, ['migrate']), {
    code: 1,
    out: [],
    err: ['The database cannot be used: table `claims` already exists.'],
  })
  t.strictSame(await run(join(folder, 'missing', 'figures.db'), ['migrate']), {
    code: 1,
    out: [],
    err: [`There is no folder "${join(folder, 'missing')}" for the database.`],
  })
})

t.test('a database that somebody else is working on is told so', async (t) => {
  const path = join(t.testdir(), 'figures.db')
  writeFileSync(path, '')
  const other = new Sqlite(path)
  t.teardown(() => other.close())
  other.exec('CREATE TABLE theirs (word TEXT)')
  other.exec('BEGIN')
  other.exec('SELECT * FROM theirs')
  t.strictSame(await run(path, ['migrate']), {
    code: 1,
    out: [],
    err: ['The database is in use by another writer; try again.'],
  })
  other.exec('ROLLBACK')
  t.equal((await run(path, ['migrate'])).code, 0)
})
