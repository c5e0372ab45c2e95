import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { readConfig, settings } from '../src/config.ts'
import { root } from './fixtures/press.ts'

t.test('everything has a default', (t) => {
  t.strictSame(readConfig({}), {
    DATABASE_PATH: 'figures.db',
    HOST: '127.0.0.1',
    PORT: 3000,
    PUBLIC_URL: 'http://localhost:3000',
    REQUIRE_TWO_PERSONS: false,
    SIGNING_KEY_PATH: '',
    LOG_LEVEL: 'info',
    LOG_SHARE: 0,
    SLOW_MS: 1000,
    CACHE_BYTES: 67_108_864,
    READ_LIMIT: 600,
    WRITE_LIMIT: 60,
    LATE_MS: 1000,
    TRUST_PROXY: [],
  })
  t.end()
})

t.test('the environment is read, and what is not ours in it is left alone', (t) => {
  const environment = {
    DATABASE_PATH: '/data/f.db',
    HOST: '::',
    PUBLIC_URL: 'https://figures.example.org',
    PORT: '0',
    REQUIRE_TWO_PERSONS: 'true',
    SIGNING_KEY_PATH: '/keys/signing',
    LOG_LEVEL: 'silent',
    LOG_SHARE: '.25',
    SLOW_MS: '5',
    CACHE_BYTES: '0',
    READ_LIMIT: '0',
    WRITE_LIMIT: '5',
    LATE_MS: '50',
    TRUST_PROXY: '10.0.0.0/8, ::1',
    PATH: '/bin',
    HOME: undefined,
  }
  t.strictSame(readConfig(environment), {
    DATABASE_PATH: '/data/f.db',
    HOST: '::',
    PORT: 0,
    PUBLIC_URL: 'https://figures.example.org',
    REQUIRE_TWO_PERSONS: true,
    SIGNING_KEY_PATH: '/keys/signing',
    LOG_LEVEL: 'silent',
    LOG_SHARE: 0.25,
    SLOW_MS: 5,
    CACHE_BYTES: 0,
    READ_LIMIT: 0,
    WRITE_LIMIT: 5,
    LATE_MS: 50,
    TRUST_PROXY: ['10.0.0.0/8', '::1'],
  })
  t.end()
})

t.test('a port is a whole number from 0 to 65535', (t) => {
  for (const [text, port] of [
    ['0', 0],
    ['80', 80],
    ['00080', 80],
    ['65535', 65_535],
  ] as const) {
    t.equal(readConfig({ PORT: text }).PORT, port)
  }
  for (const text of ['65536', '99999', '-1', '3000.0', '3e3', '0x50', ' 80', '80 ', 'http', '123456', '']) {
    t.throws(() => readConfig({ PORT: text }), { message: `PORT "${text}" is not a port from 0 to 65535.` })
  }
  t.end()
})

t.test('a switch is true or false, and nothing that might mean either', (t) => {
  for (const text of ['1', 'yes', 'TRUE', 'on', '']) {
    t.throws(() => readConfig({ REQUIRE_TWO_PERSONS: text }), {
      message: `REQUIRE_TWO_PERSONS "${text}" is not one of true, false.`,
    })
  }
  t.end()
})

t.test('README has every setting, with its default and its meaning', (t) => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const rows = [...readme.matchAll(/^\| `([A-Z_]+)` +\| (?:`([^`]*)`)? *\| (.*?) +\|$/gm)].map(([, ...cells]) =>
    cells.map((cell) => cell ?? ''),
  )
  const defaults = readConfig({})
  t.strictSame(
    rows,
    Object.entries(settings).map(([name, setting]) => [
      name,
      `${defaults[name as keyof typeof defaults]}`,
      setting.description,
    ]),
  )
  t.end()
})

t.test('a log level is one of a list', (t) => {
  for (const level of ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']) {
    t.equal(readConfig({ LOG_LEVEL: level }).LOG_LEVEL, level)
  }
  for (const text of ['loud', 'INFO', '']) {
    t.throws(() => readConfig({ LOG_LEVEL: text }), {
      message: `LOG_LEVEL "${text}" is not one of fatal, error, warn, info, debug, trace, silent.`,
    })
  }
  t.end()
})

t.test('proxies are addresses and networks, limits are numbers', (t) => {
  for (const [text, proxies] of [
    ['10.0.0.1', ['10.0.0.1']],
    [' 10.0.0.0/8 , fd00::/8,', ['10.0.0.0/8', 'fd00::/8']],
    ['::1/128', ['::1/128']],
  ] as const)
    t.strictSame(readConfig({ TRUST_PROXY: text }).TRUST_PROXY, proxies)
  for (const text of ['true', 'proxy.example.org', '10.0.0.0/33', '10.0.0.0/8/8', '10.0.0.0/', '::/129', '10.0.0', '*'])
    t.throws(() => readConfig({ TRUST_PROXY: text }), {
      message: `TRUST_PROXY "${text}" is not a list of addresses and networks, such as 10.0.0.0/8,::1.`,
    })
  for (const text of ['-1', '1e3', 'none', '', '12345678'])
    t.throws(() => readConfig({ READ_LIMIT: text }), { message: `READ_LIMIT "${text}" is not a number of requests.` })
  t.end()
})

t.test('every mistake is told at once, a sentence each', (t) => {
  t.throws(() => readConfig({ DATABASE_PATH: '', HOST: '', PORT: '70000', LOG_LEVEL: 'loud' }), {
    message:
      'DATABASE_PATH "" is not a path. HOST "" is not an address. PORT "70000" is not a port from 0 to 65535. ' +
      'LOG_LEVEL "loud" is not one of fatal, error, warn, info, debug, trace, silent.',
  })
  t.end()
})
