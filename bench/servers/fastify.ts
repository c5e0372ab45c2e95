// A bare route of Fastify that answers the same bytes. FILE holds the answer as JSON.

import { readFileSync } from 'node:fs'
import fastify from 'fastify'

type Answer = { path: string; headers: [string, string][]; body: string }

const { path, headers, body } = JSON.parse(readFileSync(process.env.FILE as string, 'utf8')) as Answer
const fields = Object.fromEntries(headers)
const bytes = Buffer.from(body)
const app = fastify()
app.get(path, (_, reply) => reply.headers(fields).send(bytes))
await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' })
