// Which requests are written down: what failed is where it failed, what was slow always, and of the rest as many as
// configured. Nothing of the reader is: no address, no header, and no query, which may hold anything.

import type { FastifyBaseLogger } from 'fastify'

export type RequestLog = ReturnType<typeof requestLog>

/** Writes down requests that took `slow` milliseconds or more, and a share (0 to 1) of the others. */
export function requestLog(log: FastifyBaseLogger, { slow, share }: { slow: number; share: number }) {
  return {
    /** Writes down a request, if it is one to be written down. */
    add({ id, method, url, status, ms }: { id: string; method: string; url: string; status: number; ms: number }) {
      const path = url.split('?')[0]
      const entry = { reqId: id, method, path, status, ms: Math.round(ms) }
      if (ms >= slow) log.warn(entry, `${method} ${path} was slow.`)
      else if (Math.random() < share) log.info(entry, `${method} ${path}`)
    },
  }
}
