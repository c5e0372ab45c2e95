// Prints a software bill of materials in CycloneDX: every package that runs in production. `npm sbom --omit=dev` leaves
// out each of them that something for development uses too, so npm is asked in a folder where there is nothing else.

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Package, runsInProduction } from './licences.ts'

const root = join(import.meta.dirname, '..')
const read = (name: string) => JSON.parse(readFileSync(join(root, name), 'utf8'))

/** The bill of materials, as JSON. */
export function billOfMaterials(): string {
  const { devDependencies: _, ...manifest } = read('package.json')
  const lock = read('package-lock.json') as { packages: Record<string, Package & { devDependencies?: object }> }
  const { devDependencies: __, ...self } = lock.packages[''] as object & { devDependencies?: object }
  const running = Object.entries(lock.packages).filter(([path, one]) => path !== '' && runsInProduction(one))
  const alone = mkdtempSync(join(tmpdir(), 'sbom-'))
  try {
    // npm names the whole for its folder.
    const folder = join(alone, manifest.name)
    mkdirSync(folder)
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
    const packages = { '': self, ...Object.fromEntries(running) }
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ ...lock, packages }))
    const asked = ['sbom', '--package-lock-only', '--sbom-format=cyclonedx', '--sbom-type=application']
    return execFileSync('npm', asked, { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  } finally {
    rmSync(alone, { recursive: true })
  }
}

if (import.meta.main) process.stdout.write(billOfMaterials())
