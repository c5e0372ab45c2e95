// What this program is and where its files are.

import { join } from 'node:path'
import manifest from '../package.json' with { type: 'json' }

/** The version of the program. Answers are the same bytes for one version of it. */
export const VERSION: string = manifest.version

/** The folder of the package: where migrations, data and openapi are. */
export const packageFolder = join(import.meta.dirname, '..')
