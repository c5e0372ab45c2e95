// serve: the service itself, on a database that is made, migrated and filled with the bundled releases where it is not yet.

import { join } from 'node:path'
import { createApp } from '../app.ts'
import { table } from '../http/headlines.ts'
import { tellHeadlines } from '../http/serving.ts'
import { concealed } from '../store/keys.ts'
import type { ReleaseSummary } from '../store/releases.ts'
import { packageFolder, VERSION } from '../version.ts'
import { type Command, exactly, openPress } from './command.ts'
import { progressBar } from './progress.ts'
import { configuredSigner } from './signing-key.ts'

/** How long answers that were begun may take once the service is asked to stop, in milliseconds. */
const LAST_ANSWERS = 6_000

export const serve: Command = {
  usage: 'serve',
  help: 'Serves the API on HOST and PORT. Creates and migrates the database; loads the bundled releases into an empty one.',
  async run(args, world) {
    exactly(args)
    const { config, stopped } = world
    const signer = configuredSigner(config)
    const press = openPress(world, { create: true })
    const app = await createApp(press, {
      logger: loggerAt(config.LOG_LEVEL),
      signer,
      site: config.PUBLIC_URL,
      twoPersons: config.REQUIRE_TWO_PERSONS,
      cacheBytes: config.CACHE_BYTES,
      slow: config.SLOW_MS,
      logShare: config.LOG_SHARE,
      limits: { reads: config.READ_LIMIT, writes: config.WRITE_LIMIT, late: config.LATE_MS },
      trustProxy: config.TRUST_PROXY,
    })
    try {
      if (press.store.releases.newest() === undefined) {
        const { loadBundled } = await import('../release-files.ts')
        const loaded = await loadBundled(press, join(packageFolder, 'data/releases'), progressBar('Loading'))
        app.log.info(`Loaded ${loaded} bundled releases into ${config.DATABASE_PATH}.`)
      }
      // The table that most ask for; the other headlines follow as soon as the service listens.
      await tellHeadlines(app, [table])
      const address = await app.listen({
        host: config.HOST,
        port: config.PORT,
        listenTextResolver: (at) => `Listening at ${at}.`,
      })
      const { number, newest_reference_date } = press.store.releases.newest() as ReleaseSummary
      const from = `from ${config.DATABASE_PATH} at ${address}/v1/figures`
      app.log.info(
        `hostage-figures ${VERSION} serves release ${number}, figures up to ${newest_reference_date ?? 'no day'}, ${from}.`,
      )
      if (signer !== undefined) app.log.info(`Checkpoints are signed for ${signer.vkey}.`)
      await new Promise<void>((resolve) => {
        if (stopped.aborted) resolve()
        else stopped.addEventListener('abort', () => resolve())
      })
      return 0
    } finally {
      // Whoever has not been answered by then will not be.
      setTimeout(() => app.server.closeAllConnections(), LAST_ANSWERS).unref()
      await app.close()
      press.close()
    }
  },
}

/** How to log: whatever an entry holds, no key. */
export const loggerAt = (level: string) => ({
  level,
  hooks: { streamWrite: concealed },
})
