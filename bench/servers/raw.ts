// The least that Node.js can do: the same bytes from a map, looked up by the same things. FILE holds the answer as JSON.

import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'

type Answer = { path: string; headers: [string, string][]; body: string }

const { path, headers, body } = JSON.parse(readFileSync(process.env.FILE as string, 'utf8')) as Answer
const answers = new Map([[`identity ${path}`, { headers: headers.flat(), body: Buffer.from(body) }]])

createServer({ keepAliveTimeout: 72_000 }, ({ method, url, headers: asked }, response) => {
  const encoding = asked['accept-encoding'] === undefined ? 'identity' : 'other'
  const found = method === 'GET' ? answers.get(`${encoding} ${url}`) : undefined
  if (found === undefined) response.writeHead(404).end()
  else response.writeHead(200, found.headers).end(found.body)
}).listen(Number(process.env.PORT), '127.0.0.1')
