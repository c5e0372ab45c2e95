import t from 'tap'
import { readConfig } from '../src/config.ts'

t.test('everything has a default', (t) => {
  t.strictSame(readConfig({}), {
    DATABASE_PATH: 'figures.db',
    HOST: '127.0.0.1',
    PORT: 3000,
    PUBLIC_URL: 'http://localhost:3000',
    SIGNING_KEY_PATH: '',
    LOG_LEVEL: 'info',
  })
  t.end()
})

t.test('the environment is read, and what is not ours in it is left alone', (t) => {
  const environment = {
    DATABASE_PATH: '/data/f.db',
    HOST: '::',
    PUBLIC_URL: 'https://figures.example.org',
    PORT: '0',
    SIGNING_KEY_PATH: '/keys/signing',
    LOG_LEVEL: 'silent',
    PATH: '/bin',
    HOME: undefined,
  }
  t.strictSame(readConfig(environment), {
    DATABASE_PATH: '/data/f.db',
    HOST: '::',
    PORT: 0,
    PUBLIC_URL: 'https://figures.example.org',
    SIGNING_KEY_PATH: '/keys/signing',
    LOG_LEVEL: 'silent',
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

t.test('every mistake is told at once, a sentence each', (t) => {
  t.throws(() => readConfig({ DATABASE_PATH: '', HOST: '', PORT: '70000', LOG_LEVEL: 'loud' }), {
    message:
      'DATABASE_PATH "" is not a path. HOST "" is not an address. PORT "70000" is not a port from 0 to 65535. ' +
      'LOG_LEVEL "loud" is not one of fatal, error, warn, info, debug, trace, silent.',
  })
  t.end()
})
