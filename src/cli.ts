#!/usr/bin/env node
// The command line. An old Node is told so in one sentence, before anything it cannot run is loaded.

if (Number(process.versions.node.split('.')[0]) < 24) {
  console.error(`hostage-figures needs Node.js 24 or newer; this is ${process.versions.node}.`)
  process.exit(1)
}

const { main } = await import('./commands/main.ts')
const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort())
process.exitCode = await main(process.argv.slice(2), process.env, {
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
  now: () => new Date(),
  stopped: stopping.signal,
})
