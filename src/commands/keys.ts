// keys: who may store drafts and publish over HTTP, and the key that signs checkpoints.

import { parseArgs } from 'node:util'
import { CalendarDate } from '../domain/scalar.ts'
import { holdsKey, type KeyListed, type Scope, scopes } from '../store/keys.ts'
import { type Command, exactly, openPress, UsageError, type World } from './command.ts'
import { makeSigningKey } from './signing-key.ts'

export const keys: Command = {
  usage: 'keys add NAME [--scope draft|publish] [--expires DATE] | keys list | keys revoke NAME | keys signing',
  help:
    'add prints a new key, alone and for the only time; with --scope draft it stores drafts and publishes nothing, with ' +
    '--expires DATE (UTC) is its last day. list shows the names; revoke ends a key at once. signing makes the key that ' +
    'signs checkpoints, in SIGNING_KEY_PATH, where there is none, and prints its public half.',
  run([verb, ...args], world) {
    if (verb === undefined) throw new UsageError('add, list, revoke or signing is missing.')
    if (verb === 'signing') return signing(args, world)
    const action = Object.hasOwn(actions, verb) ? actions[verb] : undefined
    if (action === undefined) throw new UsageError(`"${verb}" is not add, list, revoke or signing.`)
    const press = openPress(world)
    try {
      return action(args, { ...world, keys: press.store.keys })
    } finally {
      press.close()
    }
  },
}

function signing(args: string[], { config, out }: World) {
  exactly(args)
  out(makeSigningKey(config))
  return 0
}

type Keyring = World & { keys: ReturnType<typeof openPress>['store']['keys'] }

const actions: Record<string, (args: string[], world: Keyring) => number> = {
  add(args, { keys, now, out }) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { scope: { type: 'string', default: 'publish' }, expires: { type: 'string' } },
    })
    const [name] = exactly(positionals, 'NAME') as [string]
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name)) {
      throw new UsageError(`"${name}" is not a name of 1 to 64 letters, digits, dots, - and _.`)
    }
    if (holdsKey(name)) throw new UsageError('The name looks like a key; a key is never an argument.')
    const scope = scopes.find((one) => one === values.scope)
    if (scope === undefined) throw new UsageError(`--scope "${values.scope}" is not one of ${scopes.join(', ')}.`)
    const key = keys.add(name, now(), { scope, expires_on: lastDay(values.expires, now()) })
    if (key === undefined) throw new Error(`The name "${name}" is taken; a name is never given to a second key.`)
    out(key)
    return 0
  },
  list(args, { keys, out }) {
    exactly(args)
    for (const key of keys.list()) out(line(key))
    return 0
  },
  revoke(args, { keys, now, err }) {
    const [name] = exactly(args, 'NAME') as [string]
    if (!keys.revoke(name, now())) throw new Error(`No key in force is named "${name}".`)
    err(`The key "${name}" is revoked.`)
    return 0
  },
}

/** The last UTC day of a key, or null for one without an end; throws a UsageError for a day that is no day or is past. */
function lastDay(expires: string | undefined, now: Date): string | null {
  if (expires === undefined) return null
  const date = CalendarDate.safeParse(expires)
  if (!date.success) throw new UsageError(`--expires "${expires}" is not a date that exists (YYYY-MM-DD).`)
  const today = now.toISOString().slice(0, 10)
  if (date.data < today) throw new UsageError(`--expires ${expires} is past; today is ${today} (UTC).`)
  return date.data
}

const does: Record<Scope, string> = { draft: 'drafts', publish: 'publishes' }

function line({ name, scope, created_at, expires_on, last_used_at, revoked_at }: KeyListed): string {
  return [
    name,
    does[scope],
    `added ${created_at}`,
    ...(expires_on === null ? [] : [`expires after ${expires_on}`]),
    last_used_at === null ? 'never used' : `last used ${last_used_at}`,
    ...(revoked_at === null ? [] : [`revoked ${revoked_at}`]),
  ].join('  ')
}
