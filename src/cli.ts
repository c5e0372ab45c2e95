#!/usr/bin/env -S node --max-semi-space-size=4
// The command line: arguments, environment and streams of the process, handed to the program.

import module from 'node:module'
import { programFor } from './commands/node-version.ts'

// What was compiled is kept between starts, in the system's folder for such files: 100 ms. It is written down once the
// start is over, for processes that are killed. Where it cannot be written, nothing is kept.
module.enableCompileCache?.()
setTimeout(() => module.flushCompileCache?.(), 1000).unref()

const main = await programFor(process.versions.node)
const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort())
process.exitCode = await main(process.argv.slice(2), process.env, {
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
  now: () => new Date(),
  stopped: stopping.signal,
})
