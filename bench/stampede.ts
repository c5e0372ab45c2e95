// What comes to the origin when two caches with nothing in them meet a crowd, as after a purge: nginx as the caches, with
// and without coalescing of requests (proxy_cache_lock), and ours behind them.

import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { load, nginx, nginxConfig, program, serve, stop } from './processes.ts'

const PORT = 4340
const CONNECTIONS = 200
const PATH = '/v1/figures'

if (!nginx) {
  console.log('nginx is not installed; nothing was measured.')
  process.exit()
}

async function crowd(coalesced: boolean, slow: boolean) {
  const folder = mkdtempSync(join(tmpdir(), 'hostage-figures-bench-'))
  const environment = {
    DATABASE_PATH: join(folder, 'figures.db'),
    LOG_LEVEL: 'silent',
    READ_LIMIT: '0',
    CACHE_BYTES: slow ? '0' : '67108864',
  }
  const command = [...program, 'serve']
  const origin = await serve({ name: 'ours', command, environment, path: PATH }, PORT)
  const counted = async () => {
    const body = await (await fetch(`http://127.0.0.1:${PORT}/metrics`)).text()
    const all =
      /^(?:http_finished_answers_total|http_request_duration_seconds_count)\{.*route="\/v1\/figures".*\} (\d+)$/gm
    return [...body.matchAll(all)].reduce((sum, [, one]) => sum + Number(one), 0)
  }
  const caches = [PORT + 1, PORT + 2]
  const children = caches.map((port) => {
    const at = join(folder, String(port))
    mkdirSync(at)
    writeFileSync(
      `${at}.conf`,
      nginxConfig(
        at,
        `proxy_cache_path ${at}/cache keys_zone=all:1m; server { listen 127.0.0.1:${port};
         location / { proxy_pass http://127.0.0.1:${PORT}; proxy_cache all;
           proxy_cache_lock ${coalesced ? 'on' : 'off'}; proxy_cache_use_stale updating; } }`,
      ),
    )
    return spawn('nginx', ['-c', `${at}.conf`, '-p', at], { stdio: 'ignore' })
  })
  await new Promise((resolve) => setTimeout(resolve, 500))
  const before = await counted()
  const loads = caches.map((port) => load({ port, path: PATH, connections: CONNECTIONS, seconds: 2 }))
  const answered = (await Promise.all(loads)).reduce((sum, { count }) => sum + count, 0)
  const came = (await counted()) - before
  const what = [slow ? 'no' : 'yes', coalesced ? 'yes' : 'no', answered.toLocaleString('en'), came.toLocaleString('en')]
  console.log(`| ${what.join(' | ')} |`)
  for (const child of [...children, origin.child]) await stop(child)
  rmSync(folder, { recursive: true, force: true })
}

console.log(`Two empty caches, ${CONNECTIONS} connections to each, two seconds.\n`)
console.log('| ready at the origin | coalescing | answered | of them by the origin |\n|---|---|---|---|')
for (const slow of [false, true]) for (const coalesced of [true, false]) await crowd(coalesced, slow)
