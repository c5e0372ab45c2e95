// Servers in processes of their own, pinned to one core, and load from another: what a request costs and how long it takes.

import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { get } from 'node:http'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

export const root = join(import.meta.dirname, '..')

/** Our command line, as it is shipped. */
export const program = [process.execPath, '--max-semi-space-size=4', join(root, 'dist/cli.js')]

const has = (program: string) => spawnSync('which', [program]).status === 0
const pins = availableParallelism() > 1 && has('taskset')
/** Whether there is nginx to measure against. */
export const nginx = has('nginx')
const wrk = has('wrk')

/** A configuration of nginx for one server, which keeps all of its files in a folder. */
export function nginxConfig(folder: string, http: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (one) => `${one}_temp_path ${folder}/${one};`,
  )
  return `${process.getuid?.() === 0 ? 'user root;' : ''} worker_processes 1; daemon off; pid ${folder}/pid; error_log /dev/null;
    events { worker_connections 2048; } http { access_log off; ${temporary.join(' ')} ${http} }`
}

/** What did the measuring. */
export const instruments = `${wrk ? 'wrk' : 'autocannon'}, ${pins ? 'server on core 0 and load on core 1' : 'server and load on the same cores'}`

const pinned = (core: number, command: string[]) => (pins ? ['taskset', '-c', String(core), ...command] : command)

/** Moves this process to a core, for what it measures itself. */
export function pinOurselves(core: number): void {
  if (pins) execFileSync('taskset', ['-acp', String(core), String(process.pid)])
}

/** Starts a command on a core, with an environment besides ours. */
export function spawnPinned(core: number, command: string[], environment: Record<string, string | number>) {
  const [program = '', ...args] = pinned(core, command)
  const env = Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, String(value)]))
  return spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] })
}

/** A way to serve something: the command, its environment, and the address that is asked. */
export type Variant = {
  name: string
  command: string[]
  environment?: Record<string, string>
  path: string
  headers?: Record<string, string>
}

export const status = (port: number, path: string): Promise<number> =>
  new Promise((resolve) => {
    get({ port, host: '127.0.0.1', path, agent: false }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode as number))
    }).on('error', () => resolve(0))
  })

/** Starts a server on a port and waits for its first answer; `milliseconds` is how long that took. */
export async function serve({ command, environment = {}, path }: Variant, port: number) {
  const [program = '', ...args] = pinned(0, command)
  const began = performance.now()
  const env = { ...process.env, NODE_OPTIONS: '', PORT: String(port), ...environment }
  const child = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'ignore'] })
  while ((await status(port, path)) === 0) {
    if (child.exitCode !== null || performance.now() - began > 30_000)
      throw new Error(`${command.join(' ')} does not serve.`)
    await wait(2)
  }
  return { child, milliseconds: performance.now() - began, port }
}

const tree = (pid: number): number[] => [pid, ...childrenOf(pid).flatMap(tree)]
function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    )
  } catch {
    // It has ended meanwhile.
    return []
  }
}

const TICK = 1000 / Number(has('getconf') ? execFileSync('getconf', ['CLK_TCK']).toString() : 100)

/** Milliseconds of CPU that a process and its children have used. */
export function cpu({ pid }: ChildProcess): number {
  const ticks = tree(pid as number).map((one) => {
    const fields = readFileSync(`/proc/${one}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return Number(fields[11]) + Number(fields[12])
  })
  return ticks.reduce((sum, one) => sum + one, 0) * TICK
}

/** Megabytes of memory that a process and its children hold. */
export function memory({ pid }: ChildProcess): number {
  const kilobytes = tree(pid as number).map((one) =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${one}/status`, 'utf8'))?.[1] ?? 0),
  )
  return kilobytes.reduce((sum, one) => sum + one, 0) / 1024
}

type Load = { port: number; path: string; headers?: Record<string, string>; connections: number; seconds: number }

/** Asks as fast as is answered: requests in all and a second, and the time in milliseconds that one in a hundred exceeds. */
export async function load({ port, path, headers = {}, connections, seconds }: Load) {
  const url = `http://127.0.0.1:${port}${path}`
  const sent = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`])
  const times = [`-c${connections}`, `-d${seconds}`]
  if (wrk) {
    const text = await output(pinned(1, ['wrk', '-t1', '--latency', ...times, ...sent, url]))
    const [, count] = /(\d+) requests in/.exec(text) ?? []
    const [, rate] = /Requests\/sec:\s+([\d.]+)/.exec(text) ?? []
    const [, p99, unit = 'ms'] = /99%\s+([\d.]+)(us|ms|s)/.exec(text) ?? []
    const failed = /Non-2xx or 3xx responses: (\d+)/.exec(text)?.[1]
    if (failed !== undefined) throw new Error(`${url} failed ${failed} times.`)
    return { count: Number(count), rate: Number(rate), p99: Number(p99) * { us: 0.001, ms: 1, s: 1000 }[unit as 'ms'] }
  }
  const script = join(root, 'node_modules/autocannon/autocannon.js')
  const told = JSON.parse(await output(pinned(1, [process.execPath, script, '-j', '-n', ...times, ...sent, url])))
  return {
    count: told.requests.total as number,
    rate: told.requests.average as number,
    p99: told.latency.p99 as number,
  }
}

async function output([program = '', ...args]: string[]): Promise<string> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  let text = ''
  child.stdout.on('data', (chunk) => {
    text += chunk
  })
  await new Promise((resolve) => child.once('close', resolve))
  return text
}

/** Ends a server and its children. */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  // nginx ends its workers itself, and would start anew one that was killed.
  child.kill('SIGTERM')
  setTimeout(() => child.kill('SIGKILL'), 2_000).unref()
  await ended
}

export const median = (values: number[]): number =>
  values.toSorted((one, other) => one - other)[values.length >> 1] as number
