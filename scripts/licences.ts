// Writes docs/licences.md: every package that runs in production, with its version and its licence, as the lockfile has it.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')

export type Package = { version: string; license: string; dev?: boolean; devOptional?: boolean }

/** Whether the lockfile has a package for production. */
export const runsInProduction = ({ dev, devOptional }: Package) => !dev && !devOptional

/** The packages that run in production: name, version and licence, by name. */
export function productionPackages(): { name: string; version: string; license: string }[] {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Package>
  }
  return Object.entries(packages)
    .filter(([path, one]) => path !== '' && runsInProduction(one))
    .map(([path, { version, license }]) => ({ name: path.split('node_modules/').at(-1) as string, version, license }))
    .sort((one, other) => one.name.localeCompare(other.name, 'en') || one.version.localeCompare(other.version, 'en'))
}

/** The page that lists them. */
export function licencesPage(): string {
  const rows = productionPackages().map(({ name, version, license }) => `| ${name} | ${version} | ${license} |`)
  return `# Licences of what it is made of

Every package that runs in production. \`npm run licences\` writes this page; \`npm run sbom\` prints the same as a software
bill of materials in CycloneDX.

| Package | Version | Licence |
| --- | --- | --- |
${rows.join('\n')}
`
}

if (import.meta.main) writeFileSync(join(root, 'docs/licences.md'), licencesPage())
