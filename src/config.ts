// The only reader of the environment. Every mistake in it is told at once, before anything is opened.

import { isIP } from 'node:net'
import * as z from 'zod'

const limit = (standard: string) =>
  z
    .string()
    .regex(/^\d{1,7}$/, { error: 'a number of requests' })
    .transform(Number)
    .prefault(standard)

function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/')
  const family = isIP(address)
  const most = family === 4 ? 32 : 128
  return family !== 0 && more.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most))
}

/** What can be configured: environment variable, meaning and default. README's table is tested against this. */
export const settings = {
  DATABASE_PATH: z.string().min(1, { error: 'a path' }).default('figures.db').describe('The SQLite file.'),
  HOST: z.string().min(1, { error: 'an address' }).default('127.0.0.1').describe('The address to listen on.'),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, { error: 'a port from 0 to 65535' })
    .transform(Number)
    .refine((port) => port <= 65_535, { error: 'a port from 0 to 65535' })
    .prefault('3000')
    .describe('The port to listen on; 0 for any that is free.'),
  PUBLIC_URL: z
    .string()
    .refine((text) => /^https?:\/\/[^\s/]+$/.test(text), {
      error: 'an address such as https://figures.example.org, without a path',
    })
    .default('http://localhost:3000')
    .describe('The address readers use, for links in feeds and citations.'),
  REQUIRE_TWO_PERSONS: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .prefault('false')
    .describe('`true`: nobody publishes alone; one key stores a draft, another publishes it.'),
  SIGNING_KEY_PATH: z
    .string()
    .default('')
    .describe('The file of the key that signs checkpoints, as `keys signing` makes it; empty: none are signed.'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('The least severe log entries to write.'),
  LOG_SHARE: z
    .string()
    .regex(/^(0|1|0?\.\d+)$/, { error: 'a share from 0 to 1' })
    .transform(Number)
    .prefault('0')
    .describe('Which share of the requests is logged, from 0 to 1. What fails or is slow always is.'),
  SLOW_MS: z
    .string()
    .regex(/^\d{1,6}$/, { error: 'a number of milliseconds' })
    .transform(Number)
    .prefault('1000')
    .describe('Requests that take as many milliseconds are logged as slow.'),
  CACHE_BYTES: z
    .string()
    .regex(/^\d{1,12}$/, { error: 'a number of bytes' })
    .transform(Number)
    .prefault('67108864')
    .describe('Bytes of memory for answers that are kept ready; 0 keeps none.'),
  READ_LIMIT: limit('600').describe('Reads that were not ready, for one address in a minute; 0 sets no limit.'),
  WRITE_LIMIT: limit('60').describe('Drafts and releases that one address may send in a minute; 0 sets no limit.'),
  LATE_MS: z
    .string()
    .regex(/^\d{1,6}$/, { error: 'a number of milliseconds' })
    .transform(Number)
    .prefault('1000')
    .describe('New work is refused while the process is as many milliseconds late on average; 0: never.'),
  TRUST_PROXY: z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )
    .refine((parts) => parts.every(isNetwork), { error: 'a list of addresses and networks, such as 10.0.0.0/8,::1' })
    .prefault('')
    .describe('Proxies whose `X-Forwarded-For` is believed, as addresses and networks with commas; empty: none.'),
}

const Settings = z.object(settings)
export type Config = z.infer<typeof Settings>

/** Reads the configuration from environment variables; throws one sentence for each that is wrong. */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const parsed = Settings.safeParse(environment)
  if (parsed.success) return parsed.data
  const sentences = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0])
    const wanted = issue.code === 'invalid_value' ? `one of ${issue.values.join(', ')}` : issue.message
    return `${name} ${JSON.stringify(environment[name])} is not ${wanted}.`
  })
  throw new Error(sentences.join(' '))
}
