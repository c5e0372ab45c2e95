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
    const { published_at, ...draft } = first as ReleaseFile
    const young = pressInMemory(() => new Date((second as ReleaseFile).published_at))
    await publish(young, draft, { by: 'bundled', publishedAt: Instant.parse(published_at) })
    const app = await createApp(whole, { contract: describeRoutes, signer: signerFrom(exampleKey()) })
    await app.ready()
    const document = complete(app.swagger() as OpenAPIV3_1.Document)
    const key = young.store.keys.add('desk', now()) as string
    await addExamples(document, {
      whole: app,
      young: await createApp(young),
      key,
      draft: smallDraft(second as ReleaseFile),
    })
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

/** The service with all bundled releases, and with the first alone, where the second can be published. */
type Stage = { whole: App; young: App; key: string; draft: object }

/** Asks the service itself for an example of every answer. What cannot be provoked is told from its explanation. */
async function addExamples(document: OpenAPIV3_1.Document, stage: Stage) {
  for (const { path, method, operation } of operations(document)) {
    // 201 comes last: what it publishes, the others would find published.
    const responses = Object.entries(operation.responses as OpenAPIV3_1.ResponsesObject).sort(
      ([one], [other]) => Number(one === '201') - Number(other === '201'),
    )
    for (const [status, response] of responses) {
      for (const [type, media] of Object.entries((response as OpenAPIV3_1.ResponseObject).content ?? {})) {
        const app = path.startsWith('/v1/releases') ? stage.young : stage.whole
        const request = requestFor({ path, operation, status, type })
        media.example = unprovoked(Number(status), request.url)
        if (type === 'text/event-stream') media.example = await firstEvent(app)
        if (type === 'text/event-stream' || ['409', '500', '503'].includes(status)) continue
        const answer = await app.inject({
          ...(method === 'post' ? publishing(status, request, stage) : request),
          method: method as 'GET' | 'POST',
        })
        if (String(answer.statusCode) === status) media.example = type.endsWith('json') ? answer.json() : answer.body
      }
    }
    const body = operation.requestBody as OpenAPIV3_1.RequestBodyObject | undefined
    for (const media of Object.values(body?.content ?? {})) media.example = stage.draft
  }
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

function publishing(status: string, { url }: { url: string }, { key, draft }: Stage) {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const requests: Record<string, object> = {
    200: { url: `${url}?dry_run=true`, payload: draft },
    401: { headers: {}, payload: draft },
    412: { headers: { ...headers, 'if-match': '"7"' }, payload: draft },
    413: { payload: JSON.stringify({ note: ' '.repeat(1024 * 1024) }) },
    415: { headers: { ...headers, 'content-type': 'text/csv' }, payload: 'note' },
    422: { payload: { ...draft, note: '' } },
  }
  return { url, headers, payload: draft, ...requests[status] }
}

function unprovoked(status: number, instance: string) {
  const [code] = (Object.keys(problems) as ProblemCode[]).filter((code) => problems[code].status === status)
  return code && problemDocument(code, problems[code].explanation, instance)
}
