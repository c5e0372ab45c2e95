// GET /docs and GET /openapi.json: the contract, to read and for machines. Everything is served from here: the page
// works without any network, and runs no script that stands in it.

import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { App } from '../app.ts'
import { sendAsset } from '../http/send.ts'
import { packageFolder } from '../version.ts'

// The contract has no links between operations; their empty column would make the page wider than a telephone.
const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Hostage figures: reference</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/swagger-ui.css">
<style>.response-col_links { display: none }</style>
</head>
<body>
<div id="reference"></div>
<noscript><p>This page needs JavaScript. The contract itself is at <a href="/openapi.json">/openapi.json</a>.</p></noscript>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/reference.js"></script>
</body>
</html>
`

const script = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#reference', deepLinking: true, defaultModelsExpandDepth: 0 })
`

const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'"

const assets: Record<string, string> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
}

export function docsRoutes(app: App) {
  const schema = { hide: true }
  const contract = join(packageFolder, 'openapi/v1.json')
  app.get('/openapi.json', { schema }, async (request, reply) =>
    sendAsset(request, reply, { type: 'application/json; charset=utf-8', body: await readFile(contract) }),
  )
  app.get('/docs', { schema }, (request, reply) => {
    reply.header('Content-Security-Policy', contentSecurityPolicy)
    return sendAsset(request, reply, { type: 'text/html; charset=utf-8', body: page })
  })
  app.get('/docs/reference.js', { schema }, (request, reply) =>
    sendAsset(request, reply, { type: 'text/javascript; charset=utf-8', body: script }),
  )
  for (const [name, type] of Object.entries(assets)) {
    app.get(`/docs/${name}`, { schema }, async (request, reply) => {
      const folder = dirname(fileURLToPath(import.meta.resolve('@fastify/swagger-ui')))
      return sendAsset(request, reply, { type, body: await readFile(join(folder, 'static', name)) })
    })
  }
}
