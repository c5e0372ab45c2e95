// The key that signs checkpoints: in a file of its own, that only its owner can read, and never in the database, so that
// neither a backup nor whoever gets hold of the database can sign.

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { Config } from '../config.ts'
import { newSigningKey, type Signer, signerFrom } from '../domain/checkpoint.ts'

/** The signer of SIGNING_KEY_PATH; undefined when none is configured. Throws a sentence, without the key, otherwise. */
export function configuredSigner({ SIGNING_KEY_PATH: path }: Config): Signer | undefined {
  if (path === '') return undefined
  try {
    return signerFrom(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new Error(`The signing key "${path}" cannot be used: ${(error as Error).message}.`)
  }
}

/** Makes the signing key where there is none, named for the host of PUBLIC_URL; answers its public half. */
export function makeSigningKey(config: Config): string {
  const { SIGNING_KEY_PATH: path, PUBLIC_URL } = config
  if (path === '') throw new Error('SIGNING_KEY_PATH is not set; it says where the key is kept.')
  if (!existsSync(path)) {
    writeFileSync(path, `${newSigningKey(new URL(PUBLIC_URL).host)}\n`, { mode: 0o600, flag: 'wx', flush: true })
  }
  return (configuredSigner(config) as Signer).vkey
}
