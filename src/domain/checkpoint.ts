// Checkpoints: what the newest release was, signed. Whoever keeps one can prove later that the history was rewritten,
// even when every digest in it was made again. They are signed notes as https://c2sp.org/signed-note has them, with
// Ed25519 (RFC 8032), over a text of three lines: the origin, the number of a release, its digest.

import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  randomBytes,
  sign as signBytes,
  verify as verifyBytes,
} from 'node:crypto'

/** Which release was the newest, by whom: `origin` is the name of the signing key, `digest` that of the release. */
export type Checkpoint = { origin: string; number: number; digest: string }

/** A key that signs, and `vkey`, its public half as verifiers are given it: name, key hash and key, joined by +. */
export type Signer = {
  vkey: string
  /** A text that ends its last line, as a signed note. */
  note: (text: string) => string
  checkpoint: (release: Omit<Checkpoint, 'origin'>) => string
}

/** The first byte of every encoded key, and what is hashed before it: Ed25519 in the registry of signed-note. */
const ED25519 = Buffer.from([1])
// RFC 8410: an Ed25519 key in DER is this and its 32 bytes.
const privateDer = Buffer.from('302e020100300506032b657004220420', 'hex')
const publicDer = Buffer.from('302a300506032b6570032100', 'hex')

const keyHash = (name: string, key: Buffer) =>
  createHash('sha256').update(`${name}\n`).update(ED25519).update(key).digest().subarray(0, 4)

const encodedKey = (name: string, { hash, key }: { hash: Buffer; key: Buffer }) =>
  `${name}+${hash.toString('hex')}+${Buffer.concat([ED25519, key]).toString('base64')}`

const rawPublic = (secret: KeyObject) => createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-32)

const privateKey = (seed: Buffer) =>
  createPrivateKey({ key: Buffer.concat([privateDer, seed]), format: 'der', type: 'pkcs8' })

/**
 * Makes a signing key named `name`, in the form of golang.org/x/mod/sumdb/note: `PRIVATE+KEY+name+hash+seed`. The 32
 * bytes of `seed` are the secret.
 */
export function newSigningKey(name: string, seed: Buffer = randomBytes(32)): string {
  return `PRIVATE+KEY+${encodedKey(name, { hash: keyHash(name, rawPublic(privateKey(seed))), key: seed })}`
}

/**
 * A signer from a signing key.
 * @throws {Error} a sentence, which does not hold the key, when it is none.
 */
export function signerFrom(signingKey: string): Signer {
  const parts = keyParts(/^PRIVATE\+KEY\+(.*)$/.exec(signingKey.trim())?.[1] ?? '')
  if (parts === undefined) throw new Error('it is not "PRIVATE+KEY+", a name, a hash and a key, joined by +')
  const { name, hash, key } = parts
  const secret = privateKey(key)
  const open = rawPublic(secret)
  if (!hash.equals(keyHash(name, open))) throw new Error('its hash is not that of its name and key')
  const note = (text: string) => {
    const signature = Buffer.concat([hash, signBytes(null, Buffer.from(text), secret)])
    return `${text}\n— ${name} ${signature.toString('base64')}\n`
  }
  return {
    vkey: encodedKey(name, { hash, key: open }),
    note,
    checkpoint: ({ number, digest }) => note(`${name}\n${number}\n${digest}\n`),
  }
}

/**
 * The text of a signed note, once the signature of this key has been found and holds. Signatures of other keys do not
 * matter, as signed-note says.
 * @throws {Error} a sentence when the key or the note is malformed, or the note is not signed by the key.
 */
export function openNote(note: string, vkey: string): string {
  const parts = keyParts(vkey)
  if (parts === undefined)
    throw new Error(`"${vkey}" is not the key of a verifier: a name, a hash and a key, joined by +.`)
  const { name, hash, key } = parts
  const end = note.lastIndexOf('\n\n')
  const text = note.slice(0, end + 1)
  const verifier = createPublicKey({ key: Buffer.concat([publicDer, key]), format: 'der', type: 'spki' })
  const signed = note
    .slice(end + 2)
    .split('\n')
    .map((line) => /^— (\S+) ([A-Za-z0-9+/]+={0,2})$/.exec(line))
    .filter((line) => line?.[1] === name)
    .map((line) => Buffer.from(line?.[2] as string, 'base64'))
    .some(
      (bytes) => bytes.subarray(0, 4).equals(hash) && verifyBytes(null, Buffer.from(text), verifier, bytes.subarray(4)),
    )
  if (end === -1 || !signed) throw new Error(`The note is not signed by "${vkey}".`)
  return text
}

/**
 * The checkpoint in a signed note.
 * @throws {Error} a sentence, as openNote does, and when what was signed is no checkpoint of this key's origin.
 */
export function openCheckpoint(note: string, vkey: string): Checkpoint {
  const text = openNote(note, vkey)
  const [, origin, number, digest] = /^(\S+)\n([1-9]\d{0,8})\n([0-9a-f]{64})\n/.exec(text) ?? []
  if (origin === undefined || origin !== vkey.split('+')[0])
    throw new Error('The note is signed, and holds no checkpoint: an origin, the number of a release and its digest.')
  return { origin, number: Number(number), digest: digest as string }
}

/** The parts of an encoded key; undefined when it is none. A name has neither spaces nor +. */
function keyParts(text: string): { name: string; hash: Buffer; key: Buffer } | undefined {
  const [, name, hash, encoded] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/.exec(text) ?? []
  const bytes = Buffer.from(encoded ?? '', 'base64')
  if (name === undefined || bytes[0] !== 1) return undefined
  return { name, hash: Buffer.from(hash as string, 'hex'), key: bytes.subarray(1) }
}
