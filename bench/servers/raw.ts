// The least that Node.js can do: the same bytes from a map, looked up by the same things (method, encoding, media type,
// address, and whether the reader has it). FILE holds the answer as JSON.

import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'

type Answer = { path: string; headers: [string, string][]; body: string }

const { path, headers, body } = JSON.parse(readFileSync(process.env.FILE as string, 'utf8')) as Answer
const tag = headers.find(([name]) => name === 'etag')?.[1]
const answers = new Map([[`identity */* ${path}`, { headers: headers.flat(), body: Buffer.from(body) }]])

createServer({ keepAliveTimeout: 72_000 }, ({ method, url, headers: asked }, response) => {
  const address = url?.includes('?') ? new URL(url, 'http://localhost').href : url
  const key = `${asked['accept-encoding'] ?? 'identity'} ${asked.accept ?? '*/*'} ${address}`
  const found = method === 'GET' ? answers.get(key) : undefined
  if (found === undefined) response.writeHead(404).end()
  else if (asked['if-none-match'] === tag) response.writeHead(304, found.headers).end()
  else response.writeHead(200, found.headers).end(found.body)
}).listen(Number(process.env.PORT), '127.0.0.1')
