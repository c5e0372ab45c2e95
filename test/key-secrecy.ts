// A key is told once, to whoever made it. Wherever it is sent by mistake, the service repeats it to nobody: not in its
// log at any level, not in an answer, not in the database, not in the list of processes.

import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { Writable } from 'node:stream'
import t from 'tap'
import { createApp } from '../src/app.ts'
import { loggerAt } from '../src/commands/serve.ts'
import { run } from './fixtures/command.ts'
import { addition } from './fixtures/drafts.ts'
import { emptyPress } from './fixtures/press.ts'
import { startServing, unhooked } from './fixtures/process.ts'

/** Sends bytes as they are, and answers all that comes back. */
function raw(address: string, text: string): Promise<string> {
  const { hostname, port } = new URL(address)
  return new Promise((resolve) => {
    let answer = ''
    const socket = connect(Number(port), hostname, () => socket.end(text))
    socket.on('data', (chunk) => {
      answer += chunk
    })
    socket.on('close', () => resolve(answer))
    socket.on('error', () => resolve(answer))
  })
}

/** What anybody on the machine may see of a process: its arguments; and its environment, which its user may. */
function listed(pid: number): string {
  if (!existsSync(`/proc/${pid}/cmdline`)) return execFileSync('ps', ['axeww']).toString()
  return ['cmdline', 'environ'].map((file) => readFileSync(`/proc/${pid}/${file}`).toString()).join()
}

t.test('a key that is sent in a wrong place is nowhere in what the service says, writes or is', async (t) => {
  const { path } = emptyPress(t)
  const now = () => new Date()
  const [key = ''] = (await run(path, ['keys', 'add', 'desk'], { now })).out
  const { child, ended, address } = await startServing(t, path, { ...unhooked, LOG_LEVEL: 'trace' })
  const processes = listed(child.pid as number)
  const said: string[] = []
  const send = async (url: string, init: RequestInit = {}) => {
    const answer = await fetch(address + url, init)
    said.push(JSON.stringify([...answer.headers]), await answer.text())
    return answer.status
  }
  const json = { 'content-type': 'application/json' }
  const bearer = { ...json, authorization: `Bearer ${key}` }
  const post = (headers: Record<string, string>, body: string, url = '/v1/releases') =>
    send(url, { method: 'POST', headers, body })
  const draft = JSON.stringify(addition())
  const escaped = key.replace('_', '%5F')

  for (const place of [key, escaped]) {
    t.equal(await send(`/v1/figures?key=${place}`), 400)
    t.equal(await send(`/v1/figures?${place}=1`), 400)
    t.equal(await send(`/v1/figures?as_of=${place}`), 400)
    t.equal(await send(`/v1/figures?cursor=${place}`), 400)
    t.equal(await send(`/${place}`), 404)
    t.equal(await send(`/v1/figures/${place}`), 404)
    t.equal(await send(`/v1/releases/${place}.csv`), 404)
    t.equal(await send(`/problems/${place}`), 404)
    t.equal(await send(`/v1/drafts/${place}`, { headers: bearer }), 404)
    t.equal(await post(bearer, draft, `/v1/releases?dry_run=${place}`), 400)
  }
  t.equal(await send('/v1/figures', { headers: { accept: key } }), 406)
  t.equal(await send('/v1/changes', { headers: { accept: 'text/event-stream', 'last-event-id': key } }), 400)
  t.equal(await post({ ...json, authorization: key }, draft), 401)
  t.equal(await post({ ...json, authorization: `Basic ${key}` }, draft), 401)
  t.equal(await post({ ...json, 'x-api-key': key }, draft), 401)
  t.equal(await post({ ...bearer, 'if-match': key }, draft), 400)
  t.equal(await post({ ...bearer, 'idempotency-key': key }, draft), 400)
  t.equal(await post({ ...bearer, 'content-type': key }, draft), 415)
  t.equal(await post(bearer, `{"note": ${key}}`), 400)
  t.equal(await post(bearer, key), 400)
  t.equal(await post(bearer, JSON.stringify({ ...addition(), note: `The key is ${key}.` })), 400)
  t.equal(await post(bearer, JSON.stringify({ ...addition(), [key]: 1 }), '/v1/drafts'), 400)
  said.push(await raw(address, `GET /${key} HTTP/1.1\r\nHost: a\r\nBad header ${key}\r\n\r\n`))
  said.push(await raw(address, `${key} / HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${key}\r\n\r\n`))
  t.equal(await post(bearer, draft), 201, 'and in its right place it opens')

  const files = [path, `${path}-wal`].map((file) => readFileSync(file).toString('latin1'))
  child.kill('SIGTERM')
  const { code, out, err } = await ended
  t.equal(code, 0)
  t.match(out, /"level":20/, 'everything was logged')
  const bytes = JSON.stringify([...Buffer.from(key.slice(3, 23))]).slice(1, -1)
  for (const [name, text] of Object.entries({ out, err, processes, files: files.join(), said: said.join('\n') })) {
    for (const form of [key, key.slice(3), key.slice(3, 23), escaped, bytes])
      t.notOk(text.includes(form), `${name} does not hold ${form === bytes ? 'its bytes' : 'it'}`)
  }
})

t.test('a key that another process revokes opens nothing from that moment on', async (t) => {
  const { path } = emptyPress(t)
  const [key = ''] = (await run(path, ['keys', 'add', 'desk'])).out
  const { child, ended, address } = await startServing(t, path, unhooked)
  const list = async () => (await fetch(`${address}/v1/drafts`, { headers: { authorization: `Bearer ${key}` } })).status
  t.equal(await list(), 200)
  t.equal((await run(path, ['keys', 'revoke', 'desk'])).code, 0)
  t.equal(await list(), 401)
  child.kill('SIGTERM')
  t.equal((await ended).code, 0)
})

t.test('an entry of the log holds no key, whoever wrote it there', async (t) => {
  const press = emptyPress(t)
  const key = press.store.keys.add('desk', press.now()) as string
  let written = ''
  const stream = new Writable({
    write(entry, _, done) {
      written += entry
      done()
    },
  })
  const app = await createApp(press, { logger: { ...loggerAt('info'), stream } })
  t.teardown(() => app.close())
  app.log.info({ authorization: `Bearer ${key}` }, `It was ${key}.`)
  app.log.error(new Error(`No column ${key}.`))
  t.match(written, '"authorization":"Bearer hf_…"')
  t.match(written, 'No column hf_…')
  t.notMatch(written, key.slice(3))
})
