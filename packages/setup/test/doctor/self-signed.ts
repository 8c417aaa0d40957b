import { generateKeyPairSync, sign } from 'node:crypto'

/** A self-signed certificate, just enough of X.509 for Entra and `node:crypto`. */
export interface SelfSigned {
  readonly certificate: string
  /** PEM of the key. */
  readonly key: string
  /** Both, as `AZURE_CLIENT_CERTIFICATE_PATH` wants them. */
  readonly pem: string
}

/** Valid from a day before `from` until `until`, in milliseconds since 1970. */
export function selfSigned(from: number, until: number): SelfSigned {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const name = sequence(set(sequence(identifier(commonName), node(0x0c, Buffer.from('contoso')))))
  const algorithm = sequence(identifier(sha256WithRsa), node(0x05))
  const body = sequence(
    node(0xa0, node(0x02, Buffer.from([2]))),
    node(0x02, Buffer.from([1])),
    algorithm,
    name,
    sequence(time(from - 86_400_000), time(until)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  )
  const signature = node(0x03, Buffer.from([0]), sign('sha256', body, privateKey))
  const der = sequence(body, algorithm, signature)
  const certificate = `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replaceAll(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  return { certificate, key, pem: `${key}${certificate}` }
}

const commonName = [0x55, 0x04, 0x03]
const sha256WithRsa = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b]

/** Tag, length and content of DER (ITU-T X.690). */
function node(tag: number, ...content: readonly Buffer[]): Buffer {
  const inner = Buffer.concat(content)
  const { length } = inner
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), inner])
}

const sequence = (...content: readonly Buffer[]): Buffer => node(0x30, ...content)
const set = (...content: readonly Buffer[]): Buffer => node(0x31, ...content)
const identifier = (bytes: readonly number[]): Buffer => node(0x06, Buffer.from(bytes))

/** `20261124042000Z` */
const time = (milliseconds: number): Buffer =>
  node(0x18, Buffer.from(`${new Date(milliseconds).toISOString().replaceAll(/[-:T]|\.\d+/g, '')}`))
