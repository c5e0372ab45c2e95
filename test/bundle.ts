import { execFileSync, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import t, { type Test } from 'tap'
import manifest from '../package.json' with { type: 'json' }
import { root } from './fixtures/press.ts'
import { type Ended, start } from './fixtures/process.ts'

const bare = { env: { ...process.env, NODE_OPTIONS: '' } }

/** A Node.js of an earlier major version, if this machine has one besides ours. */
const older = (process.env.PATH ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'node'))
  .find(
    (node) =>
      existsSync(node) &&
      Number.parseInt(execFileSync(node, ['-p', 'process.versions.node'], bare).toString(), 10) < 24,
  )

/** A package folder with a bundle made in it: everything else in it is that of the project. */
async function bundled(t: Test): Promise<{ folder: string; built: Ended }> {
  const names = ['src', 'migrations', 'data', 'openapi', 'package.json', 'tsconfig.json']
  const folder = t.testdir(Object.fromEntries(names.map((name) => [name, t.fixture('symlink', join(root, name))])))
  const built = await start(t, [], { file: join(root, 'scripts/bundle.ts'), cwd: folder }).ended
  return { folder, built }
}

t.test('the bundle does what the sources do', async (t) => {
  const { folder, built } = await bundled(t)
  t.strictSame(built, { code: 0, signal: null, out: '', err: '' })
  const file = join(folder, 'dist/cli.js')
  t.ok(readdirSync(join(folder, 'dist')).every((name) => name.endsWith('.js')))
  const environment = { DATABASE_PATH: join(folder, 'figures.db') }
  const bundle = (...args: string[]) => start(t, args, { file, environment }).ended
  t.strictSame(await bundle('--version'), { code: 0, signal: null, out: `${manifest.version}\n`, err: '' })
  t.match(await bundle('migrate'), { code: 0, err: '' })
  t.match(await bundle('verify'), { code: 0, out: 'There is no release to verify.\n', err: '' })
  const { out, err } = await bundle('openapi')
  t.equal(err, '')
  t.equal(out, readFileSync(join(root, 'openapi/v1.json'), 'utf8'))

  t.test(
    'an older Node.js says in one sentence what it needs',
    { skip: older === undefined && 'there is none here' },
    async (t) => {
      for (const args of [['serve'], ['--version'], []]) {
        const ended = await start(t, args, { program: older as string, file, environment: { NODE_OPTIONS: '' } }).ended
        t.match(ended, { code: 1, out: '', err: /^hostage-figures needs Node\.js 24 or newer; this is [\d.]+\.\n$/ })
      }
    },
  )
})

t.test('the bundle that npm start runs answers everything in the contract, and stops when asked to', async (t) => {
  const { folder } = await bundled(t)
  const files = { DATABASE_PATH: join(folder, 'figures.db'), SIGNING_KEY_PATH: join(folder, 'signing.key') }
  const file = join(folder, 'dist/cli.js')
  t.match(await start(t, ['keys', 'signing'], { file, environment: files }).ended, { code: 0, err: '' })
  const env = { ...process.env, PORT: '0', ...files }
  const server = spawn(process.execPath, [file, 'serve'], {
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
  for (const [path, { get }] of Object.entries(contract.paths) as [
    string,
    { get?: { parameters?: Parameter[]; security?: object[] } },
  ][]) {
    if (get === undefined) continue
    const example = (name: string) => get.parameters?.find((one) => one.name === name)?.schema.example
    const query = path === '/v1/check' ? '?figure=held_living&value=24' : ''
    const url = path.replaceAll(/\{(\w+)\}/g, (_, name) => example(name) ?? '') + query
    t.equal((await fetch(address + url)).status, get.security === undefined ? 200 : 401, url)
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
