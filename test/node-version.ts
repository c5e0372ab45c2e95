import t from 'tap'
import manifest from '../package.json' with { type: 'json' }
import { main } from '../src/commands/main.ts'
import { programFor } from '../src/commands/node-version.ts'

const world = () => {
  const [out, err]: [string[], string[]] = [[], []]
  const io = {
    out: (line: string) => void out.push(line),
    err: (line: string) => void err.push(line),
    now: () => new Date(0),
    stopped: AbortSignal.abort(),
  }
  return { io, out, err }
}

t.test('Node.js 24 and newer run the program', async (t) => {
  for (const version of ['24.0.0', '24.21.0', '25.1.0', '100.0.0']) t.equal(await programFor(version), main)
  t.equal(await programFor(process.versions.node), main, 'so does the one that runs this')
})

t.test('an older one only says what is needed, whatever it is asked, and fails', async (t) => {
  for (const version of ['23.11.1', '20.20.2', '9.0.0', '2.4.0']) {
    for (const args of [[], ['--version'], ['serve']]) {
      const { io, out, err } = world()
      const program = await programFor(version)
      t.equal(await program(args, { DATABASE_PATH: '/nowhere/figures.db' }, io), 1)
      t.strictSame(out, [])
      t.strictSame(err, [`hostage-figures needs Node.js 24 or newer; this is ${version}.`])
    }
  }
})

t.test('what is asked of Node.js here is what the package asks for', (t) => {
  t.equal(manifest.engines.node, '>=24')
  t.end()
})
