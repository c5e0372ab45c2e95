import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { licencesPage, productionPackages } from '../scripts/licences.ts'
import { billOfMaterials } from '../scripts/sbom.ts'
import { root } from './fixtures/press.ts'

/** Licences under which a package may be used in a program under MIT. */
const permissive = ['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'Unlicense']

t.test('every package that runs in production may be used so, and is listed', (t) => {
  const packages = productionPackages()
  t.ok(packages.some(({ name }) => name === 'better-sqlite3') && packages.some(({ name }) => name === '@fastify/cors'))
  t.notOk(packages.some(({ name }) => name === 'tap'))
  for (const { name, license } of packages) t.ok(permissive.includes(license), `${name}: ${license}`)
  t.equal(readFileSync(join(root, 'docs/licences.md'), 'utf8'), licencesPage(), 'docs/licences.md is what it says')
  t.end()
})

t.test('the bill of materials names every package that runs in production, with its licence, and no other', (t) => {
  const { metadata, components } = JSON.parse(billOfMaterials()) as {
    metadata: { component: { name: string } }
    components: { 'bom-ref': string; licenses: object[] }[]
  }
  t.equal(metadata.component.name, 'hostage-figures')
  t.strictSame(
    [...new Set(components.map((one) => one['bom-ref']))].sort(),
    [...new Set(productionPackages().map(({ name, version }) => `${name}@${version}`))].sort(),
  )
  t.ok(components.every(({ licenses }) => licenses.length > 0))
  t.end()
})

t.test('the image holds what stays outside the bundle, and nothing that needs a shell or root', (t) => {
  const image = readFileSync(join(root, 'Dockerfile'), 'utf8')
    .split(/^FROM .*$/m)
    .at(-1) as string
  const [, external] = /external: \[(.*)\]/.exec(readFileSync(join(root, 'scripts/bundle.ts'), 'utf8')) ?? []
  t.equal(external, "'better-sqlite3'")
  for (const name of ['better-sqlite3', '@fastify/swagger-ui']) t.match(image, `node_modules/${name} `)
  t.match(image, /^USER node$/m)
  t.match(image, /^CMD \["node"/m)
  t.match(image, /CMD \["node", "-e"/)
  t.end()
})
