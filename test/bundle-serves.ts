import { execFile, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import t from 'tap'
import { root } from './fixtures/press.ts'

t.test('the bundle that npm start runs answers everything in the contract, and stops when asked to', async (t) => {
  await promisify(execFile)(process.execPath, ['scripts/bundle.ts'], { cwd: root })
  // The bundle is not a source: its coverage is nobody's.
  const { NODE_OPTIONS: _, NODE_V8_COVERAGE: __, ...outside } = process.env
  const env = { ...outside, PORT: '0', DATABASE_PATH: join(t.testdir(), 'figures.db') }
  const server = spawn(process.execPath, [join(root, 'dist/cli.js'), 'serve'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exit = new Promise((resolve) => server.once('exit', resolve))
  let address: string | undefined
  for await (const line of createInterface(server.stdout)) {
    address = /at (http:\S+)\/v1\/figures/.exec(JSON.parse(line).msg)?.[1]
    if (address !== undefined) break
  }
  const contract = JSON.parse(readFileSync(join(root, 'openapi/v1.json'), 'utf8'))
  type Parameter = { name: string; required?: boolean; schema: { example?: string }; example?: string }
  for (const [path, { get }] of Object.entries(contract.paths) as [string, { get?: { parameters?: Parameter[] } }][]) {
    if (get === undefined) continue
    const example = (name: string) => get.parameters?.find((one) => one.name === name)?.schema.example
    const query = path === '/v1/check' ? '?figure=held_living&value=24' : ''
    const url = path.replaceAll(/\{(\w+)\}/g, (_, name) => example(name) ?? '') + query
    t.equal((await fetch(address + url)).status, 200, url)
  }
  for (const url of [
    '/',
    '/docs',
    '/docs/swagger-ui-bundle.js',
    '/v1/figures/held_living.svg',
    '/v1/figures/held/history.svg',
  ]) {
    t.equal((await fetch(address + url)).status, 200, url)
  }
  server.kill('SIGTERM')
  t.equal(await exit, 0)
})
