// openapi: the contract, written down from the routes themselves, with answers from the bundled data as examples.

import { join } from 'node:path'
import type { OpenAPIV3_1 } from 'openapi-types'
import { type App, createApp } from '../app.ts'
import { newSigningKey, signerFrom } from '../domain/checkpoint.ts'
import type { ProblemCode } from '../domain/problem.ts'
import { Instant } from '../domain/scalar.ts'
import { event } from '../formats/event-stream.ts'
import { complete, describeRoutes, operations } from '../http/openapi.ts'
import { problemDocument, problems } from '../http/problems.ts'
import { localLog } from '../log/local.ts'
import { publish } from '../publish.ts'
import { loadBundled, readReleaseFile } from '../release-files.ts'
import { migrateDatabase, openDatabase } from '../store/database.ts'
import { openStore } from '../store/store.ts'
import { packageFolder } from '../version.ts'
import { type Command, exactly, type World } from './command.ts'

/** Signs nothing but the example of a checkpoint: everybody knows it. */
const exampleKey = () => newSigningKey('figures.example.org', Buffer.alloc(32))

export const openapi: Command = {
  usage: 'openapi',
  help: 'Prints the OpenAPI document of the routes, with examples from the bundled releases.',
  async run(args, { out, now }) {
    exactly(args)
    const releases = join(packageFolder, 'data/releases')
    const whole = pressInMemory(now)
    await loadBundled(whole, releases)
    const [first, second] = ['0001.yaml', '0002.yaml'].map(
      (name) => readReleaseFile(join(releases, name)) as ReleaseFile,
    )
    const { published_at, ...opening } = first as ReleaseFile
    const draft = smallDraft(second as ReleaseFile)
    // What one example publishes, the next would find published: each has a service of its own.
    const young = async () => {
      const press = pressInMemory(() => new Date((second as ReleaseFile).published_at))
      await publish(press, opening, { by: 'bundled', publishedAt: Instant.parse(published_at) })
      const { keys, drafts } = press.store
      const [key, drafter] = (['publish', 'draft'] as const).map((scope) => keys.add(scope, press.now(), { scope }))
      const by = { drafted_by: 'publish', drafted_at: press.now().toISOString() }
      drafts.add({ ...by, note: draft.note, body: draft })
      return { app: await createApp(press), key, drafter } as Desk
    }
    const app = await createApp(whole, { contract: describeRoutes, signer: signerFrom(exampleKey()) })
    await app.ready()
    const document = complete(app.swagger() as OpenAPIV3_1.Document)
    await addExamples(document, { whole: app, young, used: await young(), draft })
    out(JSON.stringify(document, null, 2))
    return 0
  },
}

type ReleaseFile = { published_at: string; note: string } & Record<'figures' | 'sources', { id: string }[]> & {
    observations: { figure: string; claims: { source: string }[]; change_type: string }[]
  }

function pressInMemory(now: World['now']) {
  const db = openDatabase(':memory:')
  migrateDatabase(db, join(packageFolder, 'migrations'))
  const store = openStore(db)
  return { store, log: localLog(store, now), now }
}

/** One new observation of a release, with the figure and the source it needs. */
function smallDraft({ note, figures, sources, observations }: ReleaseFile) {
  const [figure] = figures
  const observation = observations.find((one) => one.figure === figure?.id && one.change_type === 'new')
  const cited = sources.filter(({ id }) => observation?.claims.some(({ source }) => source === id))
  return { note, figures: [figure], sources: cited, observations: [observation] }
}

/** A service with the first bundled release alone, a waiting draft, and two keys: one that publishes, one that drafts. */
type Desk = { app: App; key: string; drafter: string }

/** The service with all bundled releases, how to get one where the second can be published, and one for whatever is refused. */
type Stage = { whole: App; young: () => Promise<Desk>; used: Desk; draft: object }

/** Asks the service itself for an example of every answer. What cannot be provoked is told from its explanation. */
async function addExamples(document: OpenAPIV3_1.Document, stage: Stage) {
  for (const { path, method, operation } of operations(document)) {
    for (const [status, response] of Object.entries(operation.responses as OpenAPIV3_1.ResponsesObject)) {
      for (const [type, media] of Object.entries((response as OpenAPIV3_1.ResponseObject).content ?? {})) {
        const request = requestFor({ path, operation, status, type })
        media.example = unprovoked(Number(status), request.url)
        if (type === 'text/event-stream') media.example = await firstEvent(stage.whole)
        if (type === 'text/event-stream' || ['409', '429', '500', '503'].includes(status)) continue
        const answer = await askExample(stage, { path, method: method as 'GET', operation, status, request })
        if (String(answer.statusCode) === status)
          media.example = type.endsWith('json') ? answer.json() : lasting(answer.body, path)
      }
    }
    const body = operation.requestBody as OpenAPIV3_1.RequestBodyObject | undefined
    for (const media of Object.values(body?.content ?? {})) media.example = stage.draft
  }
}

/** A text as it is on any day and machine: of the counts, the one that only releases move. */
function lasting(text: string, path: string): string {
  if (path !== '/metrics') return text
  return text
    .split('\n')
    .filter((line) => line.includes('newest_release'))
    .join('\n')
}

/** The event of release 1 with the first of its changes: a stream itself would never end. */
async function firstEvent(app: App) {
  const { as_of, changes } = (await app.inject('/v1/changes?as_of=1&limit=1')).json()
  return event(as_of.release, { as_of, changes })
}

function requestFor(want: { path: string; operation: OpenAPIV3_1.OperationObject; status: string; type: string }) {
  const { path, operation, status, type } = want
  const parameters = (operation.parameters ?? []) as OpenAPIV3_1.ParameterObject[]
  const examples = new Map(parameters.map(({ name, schema }) => [name, (schema as { example?: string }).example]))
  const address = path.replaceAll(/\{(\w+)\}/g, (_, name) =>
    status === '404' ? 'nothing' : String(examples.get(name)),
  )
  const query = {
    200: examples.has('limit') ? '?limit=1' : examples.has('value') ? '?figure=held_living&value=24' : '',
    400: '?asOf=1',
    404: examples.has('as_of') ? '?as_of=99' : '',
  }[status]
  const accept = status === '200' ? type : status === '406' ? 'application/pdf' : '*/*'
  return { url: address + (path.includes('{') && status === '404' ? '' : (query ?? '')), headers: { accept } }
}

type Editing = { url: string; headers: Record<string, string>; payload: object | string | undefined }

type Example = {
  path: string
  method: 'GET'
  operation: OpenAPIV3_1.OperationObject
  status: string
  request: { url: string; headers: Record<string, string> }
}

/** Sends a request that is answered with the status, where one can be: reading to the whole service, the rest to a young one. */
async function askExample({ whole, young, used, draft }: Stage, { path, method, operation, status, request }: Example) {
  if (operation.security === undefined && !path.startsWith('/v1/releases')) return whole.inject({ ...request, method })
  const { app, key, drafter } = status.startsWith('2') ? await young() : used
  if (operation.security === undefined) return app.inject({ ...request, method })
  const { payload, ...rest } = editing(status, request.url, { key, drafter, draft })
  return app.inject(method === 'GET' || payload === undefined ? { ...rest, method } : { ...rest, method, payload })
}

/** A request of an editor that is answered with a status. */
function editing(status: string, url: string, { key, drafter, draft }: Omit<Desk, 'app'> & { draft: object }): Editing {
  const publishesDraft = url.endsWith('/publish')
  const headers = { authorization: `Bearer ${key}`, ...(publishesDraft ? {} : { 'content-type': 'application/json' }) }
  const requests: Record<string, Partial<Editing>> = {
    200: { url: url.startsWith('/v1/releases') ? `${url}?dry_run=true` : url },
    401: { headers: {} },
    403: { headers: { ...headers, authorization: `Bearer ${drafter}` } },
    412: { headers: { ...headers, 'if-match': '"7"' }, payload: draft },
    413: { payload: JSON.stringify({ note: ' '.repeat(1024 * 1024) }) },
    415: { headers: { ...headers, 'content-type': 'text/csv' }, payload: 'note' },
    422: { payload: { ...draft, note: '' } },
  }
  return { url, headers, payload: publishesDraft ? undefined : draft, ...requests[status] }
}

function unprovoked(status: number, instance: string) {
  const [code] = (Object.keys(problems) as ProblemCode[]).filter((code) => problems[code].status === status)
  return code && problemDocument(code, problems[code].explanation, instance)
}
