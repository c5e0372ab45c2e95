// Who may import whom, and what a file of src may look like: the rules that keep each question in one folder.

import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import t from 'tap'
import { root } from './fixtures/press.ts'

type Import = { from: string; to: string; typeOnly: boolean }

const files = globSync('**/*.ts', { cwd: join(root, 'src') }).sort()
const text = (file: string) => readFileSync(join(root, 'src', file), 'utf8')

/** Every import of a file; those of our own modules as paths within src. */
function importsOf(file: string): Import[] {
  const statements =
    /^(?:import|export)\s+(type\s)?([^'"]*?\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm
  return [...text(file).matchAll(statements)].map(([, type, , named, dynamic]) => {
    const to = (named ?? dynamic) as string
    return { from: file, to: to.startsWith('.') ? join(file, '..', to) : to, typeOnly: type !== undefined }
  })
}

const imports = files.flatMap(importsOf)
const ours = imports.filter(({ to }) => to.endsWith('.ts'))

/** The part of the house a file belongs to: its folder, or itself where it stands alone. */
const part = (file: string) => (file.includes('/') ? (file.split('/')[0] as string) : file)

const everything = [...new Set(files.map(part))]

/** Whom each part may import. */
const allowed: Record<string, string[]> = {
  domain: [],
  'config.ts': [],
  'version.ts': [],
  formats: ['domain'],
  store: ['domain'],
  log: ['domain', 'store'],
  'publish.ts': ['domain', 'store', 'log'],
  'release-files.ts': ['domain', 'store', 'publish.ts'],
  views: ['domain', 'store'],
  dashboard: ['domain'],
  http: ['domain', 'formats', 'store', 'views', 'version.ts'],
  routes: ['domain', 'formats', 'store', 'views', 'dashboard', 'http', 'publish.ts', 'version.ts'],
  'app.ts': ['http', 'routes'],
  commands: everything,
  'cli.ts': ['commands'],
}

// Types are gone when the program runs: a route says what an App is without the app being loaded for it.
const allowedAsTypes: Record<string, string[]> = {
  formats: ['views'],
  dashboard: ['views'],
  http: ['publish.ts', 'app.ts'],
  routes: ['app.ts'],
  'app.ts': ['domain', 'publish.ts'],
}

const packagesOf: Record<string, string[]> = {
  domain: ['zod', 'node:crypto'],
  'config.ts': ['zod', 'node:net'],
  formats: [
    'csv-stringify/sync',
    'feedsmith',
    '@citation-js/core',
    '@citation-js/plugin-bibtex',
    '@citation-js/plugin-ris',
    '@observablehq/plot',
    'linkedom',
  ],
  log: [],
  'publish.ts': [],
}

t.test('there are files to look at, and their imports are seen', (t) => {
  t.ok(files.length > 50)
  t.ok(imports.length > 200)
  t.ok(imports.some(({ from, to, typeOnly }) => from === 'routes/figures.ts' && to === 'app.ts' && typeOnly))
  t.ok(imports.some(({ from, to, typeOnly }) => from === 'commands/main.ts' && to === 'commands/serve.ts' && !typeOnly))
  t.ok(imports.some(({ from, to }) => from === 'app.ts' && to === 'routes/figures.ts'))
  t.end()
})

t.test('every part imports only those it may', (t) => {
  t.strictSame(
    everything.filter((name) => allowed[name] === undefined),
    [],
    'every part has its rule',
  )
  const forbidden = ours.filter(({ from, to, typeOnly }) => {
    const [importer, imported] = [part(from), part(to)]
    const asTypes = typeOnly ? (allowedAsTypes[importer] ?? []) : []
    return importer !== imported && ![...(allowed[importer] ?? []), ...asTypes].includes(imported)
  })
  t.strictSame(
    forbidden.map(({ from, to }) => `${from} imports ${to}`),
    [],
  )
  t.end()
})

t.test(
  'the domain needs no package but zod, the hash and the RFC 8785 library; formats and log none but their own',
  (t) => {
    for (const { from, to, typeOnly } of imports.filter(({ to }) => !to.endsWith('.ts'))) {
      const packages = packagesOf[part(from)]
      if (packages !== undefined) t.ok(packages.includes(to) || typeOnly, `${from} imports ${to}`)
    }
    t.end()
  },
)

t.test('whatever is imported when the program runs is a dependency', (t) => {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { dependencies: object }
  const external = imports.filter(({ to, typeOnly }) => !typeOnly && !to.startsWith('node:') && !to.endsWith('.ts'))
  const resolved = files.flatMap((file) =>
    [...text(file).matchAll(/import\.meta\.resolve\('([^']+)'\)/g)].map(([, to]) => to as string),
  )
  for (const name of [...external.map(({ to }) => to).filter((to) => to !== '../package.json'), ...resolved]) {
    const [first = '', second] = name.split('/')
    const dependency = first.startsWith('@') ? `${first}/${second}` : first
    t.ok(dependency === 'package.json' || dependency in dependencies, dependency)
  }
  t.end()
})

t.test('no import is deeper than ../, and none goes around in a circle', (t) => {
  for (const file of files) t.notMatch(text(file), /from\s+['"]\.\.\/\.\.\//, file)
  const next = new Map(
    files.map((file) => [file, ours.filter(({ from, typeOnly }) => from === file && !typeOnly).map(({ to }) => to)]),
  )
  const circle = (path: string[]): string[] | undefined => {
    for (const to of next.get(path.at(-1) as string) ?? []) {
      if (path.includes(to)) return [...path, to]
      const found = circle([...path, to])
      if (found !== undefined) return found
    }
    return undefined
  }
  t.equal(circle(['cli.ts'])?.join(' → '), undefined)
  t.end()
})

t.test('modules are named for what they define', (t) => {
  const nameless = /^(utils?|types?|helpers?|services?|index|common|misc|shared)$/
  for (const file of files) {
    for (const name of file.split('/')) t.notMatch(basename(name, '.ts'), nameless, file)
    t.match(file, /^([a-z-]+\/)?[a-z]+(-[a-z]+)*(\.d)?\.ts$/)
  }
  t.end()
})

t.test('only config.ts and cli.ts know the environment', (t) => {
  for (const file of files.filter((name) => !['config.ts', 'cli.ts'].includes(name))) {
    t.notMatch(
      text(file),
      /process\s*(\?\.|\.)\s*env|process\[|\{[^}]*\benv\b[^}]*\}\s*=\s*process|from 'node:process'/,
      file,
    )
  }
  t.end()
})

t.test('a route has no try: what goes wrong is thrown, and told in one place', (t) => {
  for (const file of files.filter((name) => name.startsWith('routes/')))
    t.notMatch(text(file), /\btry\s*\{|\.catch\(/, file)
  t.end()
})

t.test('no module of src says what may be assumed: no any, no ignored check, no default export', (t) => {
  for (const file of files) {
    t.notMatch(text(file), /@ts-(ignore|expect-error|nocheck)|\b(c8|v8|istanbul|tap) ignore\b|^export default/m, file)
    t.notMatch(text(file), /(:|<|as) any\b/, file)
  }
  t.end()
})

const lines = (file: string) => text(file).trimEnd().split('\n').length

t.test('no file is longer than 250 lines', (t) => {
  for (const file of files) t.ok(lines(file) <= 250, `${file} has ${lines(file)} lines`)
  t.end()
})
