// What it costs to publish, to load a whole history from release files, and to verify it.

import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { canonical, digest } from '../src/domain/chain.ts'
import { publish } from '../src/publish.ts'
import { drafts, type Size } from './drafts.ts'
import { folder, pressOn } from './histories.ts'
import { program } from './processes.ts'

/** Writes a history as release files; answers their paths. */
function releaseFiles(size: Size): string[] {
  const files = join(folder, 'release-files')
  rmSync(files, { recursive: true, force: true })
  mkdirSync(files, { recursive: true })
  return Array.from(drafts(size), (draft, index) => {
    const path = join(files, `${String(index + 1).padStart(5, '0')}.json`)
    writeFileSync(path, JSON.stringify(draft))
    return path
  })
}

/** Runs a command of ours on a database: how long it takes, and the most memory it holds. */
async function command(database: string, args: string[]): Promise<{ seconds: number; megabytes: number }> {
  const start = performance.now()
  const [node = '', ...ours] = program
  const child = spawn(node, [...ours, ...args], {
    env: { ...process.env, DATABASE_PATH: database },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  let megabytes = 0
  const watch = setInterval(() => {
    try {
      const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? []
      megabytes = Math.max(megabytes, Number(kilobytes ?? 0) / 1024)
    } catch {
      // It has ended, or this is another system than Linux.
    }
  }, 50)
  const code = await new Promise((resolve) => child.once('exit', resolve))
  clearInterval(watch)
  if (code !== 0) throw new Error(`${args[0]} ended with ${code}.`)
  return { seconds: (performance.now() - start) / 1000, megabytes }
}

const emptied = (name: string) => {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, name)
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true })
  return path
}

const middle = (values: number[]) => values.sort((one, other) => one - other)[values.length >> 1] as number

/** One publish of so many revisions onto as many: its time, and the share of writing canonically and hashing in it. */
async function onePublish(perRelease: number) {
  const times: number[] = []
  const shares: number[] = []
  const press = pressOn(emptied('one-publish.db'))
  let release = 0
  for (const draft of drafts({ revisions: perRelease * 8, figures: Math.min(perRelease, 1_000), perRelease })) {
    const start = performance.now()
    await publish(press, draft, { by: 'bench' })
    const time = performance.now() - start
    const stored = press.store.releases.stored(++release)
    const value = JSON.parse(stored?.canonical.toString() ?? '') as object
    const before = performance.now()
    digest(canonical(value))
    if (release === 1) continue
    times.push(time)
    shares.push((performance.now() - before) / time)
  }
  press.close()
  console.log(`| one publish of ${perRelease.toLocaleString('en')} | ${middle(times).toFixed(1)} ms | |`)
  console.log(`| … of it canonical form and digest | ${(middle(shares) * 100).toFixed(1)} % | |`)
}

/** Loads and verifies a history of release files with the commands. */
async function loadAndVerify(size: Size) {
  const files = releaseFiles(size)
  const database = emptied('loaded.db')
  await command(database, ['migrate'])
  for (const args of [['publish', ...files], ['verify']]) {
    const { seconds, megabytes } = await command(database, args)
    const rate = Math.round(size.revisions / seconds).toLocaleString('en')
    const what = `${args[0]} ${size.revisions.toLocaleString('en')} revisions of ${size.figures.toLocaleString('en')} figures`
    console.log(`| ${what} | ${seconds.toFixed(1)} s, ${rate} a second | ${megabytes.toFixed(0)} MB |`)
  }
  console.log(`| … the database then | ${(statSync(database).size / 2 ** 20).toFixed(0)} MB | |`)
}

console.log('| what | time | peak RSS |\n|---|---|---|')
for (const perRelease of [1, 100, 10_000]) await onePublish(perRelease)
await loadAndVerify({
  revisions: Number(process.argv[2] ?? 100_000),
  figures: Number(process.argv[3] ?? 1_000),
  perRelease: 1_000,
})
