// What attackers send, over real connections to a real process: each is refused in words or hung up on, readers are
// served meanwhile, and memory stays flat. What is wrong with drafts and parameters is in bad-input.ts and fuzz.ts; what
// hostile words look like in a page, a picture or a spreadsheet in dashboard.ts, chart.ts, card.ts and csv.ts.

import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { startServing, unhooked } from './fixtures/process.ts'

const FLOOD = Number(process.env.FLOOD ?? 1_000)
const IDLE = Number(process.env.IDLE_CONNECTIONS ?? 2000)

async function serving(t: Test, settings: NodeJS.ProcessEnv = unhooked) {
  const { address, child, ended } = await startServing(t, join(t.testdir(), 'figures.db'), settings)
  const port = Number(new URL(address).port)
  /** Sends bytes as they are, and answers all that comes back until the other side hangs up. */
  const send = (bytes: string | Buffer) =>
    new Promise<string>((resolve) => {
      let got = ''
      const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
      socket.on('data', (chunk) => {
        got += chunk
      })
      socket.on('error', () => {})
      socket.on('close', () => resolve(got))
    })
  const megabytes = () => {
    const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? []
    return Number(kilobytes) / 1024
  }
  const read = async () => (await fetch(`${address}/v1/figures/held_living`)).status
  return { address, port, child, ended, send, megabytes, read }
}

const problemIn = (answer: string) => JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4))

t.test('what is no request is told so and hung up on', async (t) => {
  const { send, read } = await serving(t)
  const host = 'Host: a\r\nConnection: close\r\n'
  const wrong: [name: string, bytes: string, status: number, problem: string][] = [
    ['no HTTP', 'hello\r\n\r\n', 400, 'malformed_request'],
    ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400, 'malformed_request'],
    ['headers too large', `GET / HTTP/1.1\r\n${host}X: ${'a'.repeat(20_000)}\r\n\r\n`, 431, 'headers_too_large'],
    ['too many headers', `GET / HTTP/1.1\r\n${host}${'X: 1\r\n'.repeat(9_000)}\r\n`, 431, 'headers_too_large'],
    ['an address too long', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\n${host}\r\n`, 431, 'headers_too_large'],
    [
      'two lengths (request smuggling)',
      `POST /v1/releases HTTP/1.1\r\n${host}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`,
      400,
      'malformed_request',
    ],
    [
      'a length and chunks (request smuggling)',
      `POST /v1/releases HTTP/1.1\r\n${host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
      'malformed_request',
    ],
    ['a header with a line break', `GET / HTTP/1.1\r\n${host}X: a\rb\r\n\r\n`, 400, 'malformed_request'],
    ['a header with a zero', `GET / HTTP/1.1\r\n${host}X: a\0b\r\n\r\n`, 400, 'malformed_request'],
  ]
  for (const [name, bytes, status, problem] of wrong) {
    const answer = await send(bytes)
    t.match(
      answer,
      new RegExp(`^HTTP/1\\.1 ${status} [^\\r]+\\r\\nContent-Type: application/problem\\+json\\r\\n`),
      name,
    )
    t.match(problemIn(answer), { type: `/problems/${problem}`, status }, name)
  }
  t.equal(await read(), 200)
})

t.test('addresses that would lead out of the service, or write a header, lead nowhere', async (t) => {
  const { port, read } = await serving(t)
  const get = (path: string) =>
    new Promise<{ status: number; headers: string; body: string }>((resolve, reject) => {
      request({ port, path, agent: false }, (response) => {
        let body = ''
        response.on('data', (chunk) => {
          body += chunk
        })
        response.on('end', () =>
          resolve({ status: response.statusCode as number, headers: response.rawHeaders.join('\n'), body }),
        )
      })
        .on('error', reject)
        .end()
    })
  for (const path of [
    '/../package.json',
    '/docs/../../package.json',
    '/docs/..%2f..%2fpackage.json',
    '/docs/%2e%2e/%2e%2e/etc/passwd',
    '/docs/....//....//etc/passwd',
    '/docs//etc/passwd',
    '/v1/figures/..%2f..%2ffigures.db',
    '/v1/figures/%00',
    '/figures.db',
    '/.git/config',
    '/%c0%ae%c0%ae/etc/passwd',
  ]) {
    const { status, body } = await get(path)
    t.ok(status === 404 || status === 400, `${path}: ${status}`)
    t.notMatch(body, /root:|hostage-figures"|SQLite format/, path)
  }
  for (const path of [
    '/v1/figures?as_of=1%0d%0aSet-Cookie:%20a=b',
    '/v1/figures/taken%0d%0aSet-Cookie:%20a=b',
    '/v1/figures?figure=taken&limit=1%0d%0a%0d%0a<script>alert(1)</script>',
    '/v1/changes?cursor=%0d%0aSet-Cookie:%20a=b',
  ]) {
    const { status, headers } = await get(path)
    t.ok(status >= 400 && status < 500, `${path}: ${status}`)
    t.notMatch(headers, /set-cookie|<script/i, path)
  }
  t.equal(await read(), 200)
})

t.test('values that make slow patterns slow do not: answered at once, whatever their length', async (t) => {
  const { address } = await serving(t)
  const started = performance.now()
  for (const value of [
    `${'a'.repeat(7_000)}!`,
    `${'1-'.repeat(3_000)}x`,
    `${'2025-'.repeat(1_000)}`,
    '%20'.repeat(2_000),
  ])
    for (const name of ['as_of', 'cursor', 'figure', 'reference_date_from', 'since'])
      t.equal((await fetch(`${address}/v1/changes?${name}=${value}`)).status, 400, name)
  for (const [name, value] of [
    ['accept', `${'a/b;q=0.1,'.repeat(1_400)}`],
    ['accept-encoding', `${'gzip;q=0.1,'.repeat(1_200)}`],
    ['if-none-match', `${'"a",'.repeat(3_000)}`],
    ['authorization', `Bearer ${' '.repeat(8_000)}x`],
  ] as const) {
    const { status } = await fetch(`${address}/v1/figures`, { headers: { [name]: value } })
    t.ok(status === 200 || status === 406, `${name}: ${status}`)
  }
  const milliseconds = performance.now() - started
  t.ok(milliseconds < 20_000, `all 24 in ${Math.round(milliseconds)} ms; one exponential pattern would take years`)
})

t.test('a flood of addresses that nobody asks twice leaves memory as it was', async (t) => {
  const { address, megabytes, read } = await serving(t, { ...unhooked, READ_LIMIT: '0', CACHE_BYTES: '4000000' })
  const flood = async (from: number, count: number) => {
    for (let turn = from; turn < from + count; turn += 20) {
      const asked = Array.from({ length: 20 }, (_, index) =>
        fetch(
          `${address}/v1/figures?reference_date_to=2025-03-05&limit=${((turn + index) % 1000) + 1}&x${turn + index}=1`,
        ),
      )
      for (const answer of await Promise.all(asked)) await answer.arrayBuffer()
    }
  }
  await flood(0, 1_000)
  const before = megabytes()
  await flood(1_000, FLOOD)
  const after = megabytes()
  t.ok(after < before + 40, `${before.toFixed(0)} MB before, ${after.toFixed(0)} MB after ${FLOOD} more`)
  t.equal(await read(), 200)
})

t.test('streams of always different figures leave memory as it was', async (t) => {
  const { address, megabytes } = await serving(t, { ...unhooked, READ_LIMIT: '0', LATE_MS: '0' })
  const { figures } = (await (await fetch(`${address}/v1/figures`)).json()) as { figures: { figure: string }[] }
  const names = figures.map(({ figure }) => `figure=${figure}`)
  const listen = async (from: number, count: number) => {
    for (let turn = from; turn < from + count; turn++) {
      // Another order of the figures each time: what is told is as long, and is not the same question.
      const order = names.toSorted((one, other) => ((one.length * turn) % 101) - ((other.length * turn) % 101))
      order.push(names[turn % names.length] as string, names[(turn * 7) % names.length] as string)
      const hangUp = new AbortController()
      const headers = { accept: 'text/event-stream', 'last-event-id': '1' }
      const answer = await fetch(`${address}/v1/changes?${order.join('&')}`, { headers, signal: hangUp.signal })
      if (answer.status !== 200) t.fail(`answered ${answer.status}`)
      let told = ''
      for await (const chunk of (answer.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream())) {
        told += chunk
        if (told.includes('id: 2\n')) break
      }
      hangUp.abort()
    }
  }
  await listen(0, 200)
  const before = megabytes()
  await listen(200, 500)
  const after = megabytes()
  t.ok(after < before + 60, `${before.toFixed(0)} MB before, ${after.toFixed(0)} MB after 500 more`)
})

// The last two wait more than they work, and do so side by side.
t.jobs = 2
const sideBySide = { buffered: true }

t.test('requests that never end, and connections without any, cost little and are ended', sideBySide, async (t) => {
  const { port, address, child, megabytes, read } = await serving(t)
  await read()
  const before = megabytes()
  const idle: Socket[] = []
  for (let from = 0; from < IDLE; from += 200) {
    const batch = Array.from(
      { length: 200 },
      () =>
        new Promise<Socket>((resolve, reject) => {
          const socket = connect(port, '127.0.0.1', () => resolve(socket))
          socket.on('error', reject)
        }),
    )
    idle.push(...(await Promise.all(batch)))
  }
  t.teardown(() => {
    for (const socket of idle) socket.destroy()
  })
  const slow = Array.from({ length: 20 }, () => {
    const socket = connect(port, '127.0.0.1', () => socket.write('GET /v1/figures HTTP/1.1\r\nHost: a\r\n'))
    const dripping = setInterval(() => socket.write('X-Slow: 1\r\n'), 1_000)
    let got = ''
    socket.on('data', (chunk) => {
      got += chunk
    })
    socket.on('error', () => {})
    return new Promise<string>((resolve) =>
      socket.on('close', () => {
        clearInterval(dripping)
        resolve(got)
      }),
    )
  })
  const took = performance.now()
  t.equal(await read(), 200)
  t.ok(performance.now() - took < 1_000, 'readers are served while all of them are connected')
  const perConnection = ((megabytes() - before) / IDLE) * 1024
  t.ok(perConnection < 32, `${perConnection.toFixed(1)} KB for each of ${IDLE} connections`)
  const answers = await Promise.all(slow)
  t.ok(
    answers.every((answer) => problemIn(answer).type === '/problems/request_timeout'),
    'each that dripped was told that its time was over',
  )
  const open = async () => {
    const sockets = await Promise.all(idle.map(async (socket) => socket.closed || socket.readableEnded))
    return sockets.filter((ended) => !ended).length
  }
  for (const socket of idle) socket.resume()
  for (let turn = 0; turn < 100 && (await open()) > 0; turn++) await wait(200)
  t.equal(await open(), 0, 'connections on which nothing was asked are ended')
  t.equal((await fetch(`${address}/health/live`)).status, 200)
  t.equal(child.exitCode, null)
})

t.test('a request that never ends does not keep the service from stopping', sideBySide, async (t) => {
  const { port, child, ended } = await serving(t, {})
  const socket = connect(port, '127.0.0.1', () =>
    socket.write(
      'POST /v1/releases HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\nContent-Type: application/json\r\n\r\n{',
    ),
  )
  socket.on('error', () => {})
  await wait(200)
  const asked = performance.now()
  child.kill('SIGTERM')
  t.match(await ended, { code: 0, err: '' })
  t.ok(performance.now() - asked < 10_000)
})
