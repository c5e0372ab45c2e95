// keys: who may publish over HTTP, and the key that signs checkpoints.

import { type Command, exactly, openPress, UsageError, type World } from './command.ts'
import { makeSigningKey } from './signing-key.ts'

export const keys: Command = {
  usage: 'keys add NAME | keys list | keys revoke NAME | keys signing',
  help: 'add prints a new key, alone and for the only time; list shows the names; revoke ends a key at once. signing makes the key that signs checkpoints, in SIGNING_KEY_PATH, where there is none, and prints its public half.',
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
    const [name] = exactly(args, 'NAME') as [string]
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name)) {
      throw new UsageError(`"${name}" is not a name of 1 to 64 letters, digits, dots, - and _.`)
    }
    const key = keys.add(name, now())
    if (key === undefined) throw new Error(`The name "${name}" is taken; a name is never given to a second key.`)
    out(key)
    return 0
  },
  list(args, { keys, out }) {
    exactly(args)
    for (const { name, created_at, revoked_at } of keys.list()) {
      out(`${name}  added ${created_at}${revoked_at === null ? '' : `  revoked ${revoked_at}`}`)
    }
    return 0
  },
  revoke(args, { keys, now, err }) {
    const [name] = exactly(args, 'NAME') as [string]
    if (!keys.revoke(name, now())) throw new Error(`No key in force is named "${name}".`)
    err(`The key "${name}" is revoked.`)
    return 0
  },
}
