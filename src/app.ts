// The service as one Fastify instance, made from its parts.

import type { IncomingMessage, ServerResponse } from 'node:http'
import cors from '@fastify/cors'
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifySchemaCompiler,
  type FastifyServerOptions,
  LogController,
  type RawServerDefault,
} from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type * as z from 'zod'
import type { Signer } from './domain/checkpoint.ts'
import { openDoor } from './http/bearer.ts'
import { readJson } from './http/body.ts'
import { queryProblem } from './http/parameters.ts'
import { onError, onNotFound } from './http/problems.ts'
import { type Limits, onClientError, protect, rateLimitHeaders } from './http/protection.ts'
import { withoutSuffix } from './http/send.ts'
import { openServing, type Serving } from './http/serving.ts'
import { openStreams } from './http/streams.ts'
import type { Press } from './publish.ts'
import { changeRoutes } from './routes/changes.ts'
import { checkRoutes } from './routes/check.ts'
import { checkpointRoutes } from './routes/checkpoint.ts'
import { dashboardRoutes } from './routes/dashboard.ts'
import { docsRoutes } from './routes/docs.ts'
import { draftRoutes } from './routes/drafts.ts'
import { figureRoutes } from './routes/figures.ts'
import { healthRoutes } from './routes/health.ts'
import { historyRoutes } from './routes/history.ts'
import { metricsRoutes } from './routes/metrics.ts'
import { observationRoutes } from './routes/observations.ts'
import { problemRoutes } from './routes/problems.ts'
import { publishRoutes } from './routes/publish.ts'
import { reconciliationRoutes } from './routes/reconciliation.ts'
import { releaseRoutes } from './routes/releases.ts'
import { sourceRoutes } from './routes/sources.ts'

export type App = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypeProvider>

/** The largest draft, in bytes. */
const BODY_LIMIT = 1024 * 1024

type Options = {
  logger?: FastifyServerOptions['logger']
  /** Asked to write down the routes before they are added. */
  contract?: (app: App) => Promise<void>
  /** The address readers use, for links that leave it: feeds, citations. */
  site?: string
  /** Signs checkpoints; without it there are none. */
  signer?: Signer | undefined
  /** How often a silent stream says that it is still there, in milliseconds. */
  heartbeat?: number
  /** Whether nobody publishes alone. */
  twoPersons?: boolean
  /** What is refused to a client that asks too often, and to all when too much is asked; without it nothing. */
  limits?: Limits
  /** Whose word on the reader's address is taken, as addresses and networks. */
  trustProxy?: string[]
} & Partial<Serving>

/**
 * Reads query parameters. Path parameters are looked up by the routes, for a 404; headers too; bodies are weighed by the
 * rules of publication.
 */
const queryValidator: FastifySchemaCompiler<unknown> =
  ({ schema, httpPart }) =>
  (data: unknown) => {
    if (httpPart !== 'querystring') return { value: data }
    const { shape } = schema as z.ZodObject
    const parsed = (schema as z.ZodObject).safeParse(data)
    return parsed.success
      ? { value: parsed.data }
      : { error: queryProblem(parsed.error.issues, data as Record<string, unknown>, Object.keys(shape)) }
  }

/** Makes the service. */
export async function createApp(
  press: Press,
  {
    logger = false,
    contract,
    site = 'http://localhost:3000',
    heartbeat = 15_000,
    signer,
    twoPersons = false,
    limits = { reads: 0, writes: 0, late: 0 },
    trustProxy = [],
    ...set
  }: Options = {},
): Promise<App> {
  const serving = openServing(press, set)
  const app: App = fastify({
    logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    trustProxy: trustProxy.length > 0 && trustProxy,
    clientErrorHandler: onClientError,
    routerOptions: { ignoreTrailingSlash: false },
    serverFactory: serving.serverFactory,
    // Fastify's own compilers, of which nothing is used, are a fifth of all that a start would load.
    schemaController: {
      compilersFactory: {
        buildValidator: () => queryValidator as never,
        buildSerializer: () => () => JSON.stringify as never,
      },
    },
    // Whoever asks while the service stops is answered, and told that the connection ends.
    return503OnClosing: false,
    // Drafts have no formats; a suffix there is a mistake.
    rewriteUrl: ({ method, url = '/' }) =>
      method === 'POST' || url.startsWith('/v1/drafts') ? url : withoutSuffix(url),
    frameworkErrors: (error, request, reply) =>
      onError(error, request, reply.header('Access-Control-Allow-Origin', '*')),
  }).withTypeProvider<ZodTypeProvider>()

  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (_: unknown, body: Buffer) =>
    readJson(body),
  )
  app.setSchemaErrorFormatter((errors) => errors as never)
  app.setErrorHandler(onError)
  app.setNotFoundHandler(onNotFound)

  await app.register(cors, {
    origin: '*',
    methods: ['GET', 'HEAD'],
    strictPreflight: false,
    exposedHeaders: ['ETag', 'Last-Modified', 'Link', 'Location', 'Retry-After', ...rateLimitHeaders],
  })
  await contract?.(app)
  const streams = openStreams(press, heartbeat)
  const metrics = serving.attach(app, {
    stream_listeners: { help: 'Open streams of changes.', value: streams.listening },
    database_bytes: { help: 'Bytes of the database, as SQLite counts them.', value: press.store.size },
  })
  app.addHook('preClose', async () => streams.close())
  await protect(app, limits)
  const door = { admit: openDoor(press), twoPersons }
  app.after(() => {
    figureRoutes(app, press)
    historyRoutes(app, press)
    observationRoutes(app, press, site)
    changeRoutes(app, press, { site, streams })
    checkRoutes(app, press)
    reconciliationRoutes(app, press)
    releaseRoutes(app, press, door)
    draftRoutes(app, press, door)
    publishRoutes(app, press, door)
    checkpointRoutes(app, press, signer)
    sourceRoutes(app, press)
    problemRoutes(app)
    healthRoutes(app, press)
    metricsRoutes(app, metrics)
    dashboardRoutes(app, press)
    docsRoutes(app)
  })
  return app
}
