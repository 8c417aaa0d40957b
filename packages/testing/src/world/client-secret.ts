import type { PasswordCredential } from './directory.ts'
import type { World } from './world.ts'

/** Characters Entra uses in the random part of a secret. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~'

/** Length of a secret as Entra makes them today: `xxx8Q~` and 34 characters. */
const SECRET_LENGTH = 40

/** Text that looks like a secret of Entra: 40 characters, `8Q~` after the first three. */
function createSecretText(): string {
  const random = crypto.getRandomValues(new Uint8Array(SECRET_LENGTH))
  const text = Array.from(random, (byte) => ALPHABET.charAt(byte % ALPHABET.length)).join('')
  // The first three characters become the public hint, so they are plain letters and digits.
  return `${text.slice(0, 3).replaceAll(/[-._~]/g, 'x')}8Q~${text.slice(6)}`
}

export interface ClientSecretOptions {
  readonly displayName?: string | null
  /** Default: now. */
  readonly startDateTime?: string
  /** Default: two years after the start. */
  readonly endDateTime?: string
  /** Default: random. */
  readonly secretText?: string
}

/** A new client secret, ready to be stored on an application. */
export function createPasswordCredential(world: World, options: ClientSecretOptions = {}): PasswordCredential {
  const secretText = options.secretText ?? createSecretText()
  const startDateTime = options.startDateTime ?? graphDateTime(world.clock.now())
  return {
    keyId: world.newId(),
    displayName: options.displayName ?? null,
    startDateTime,
    endDateTime: options.endDateTime ?? twoYearsAfter(startDateTime),
    hint: secretText.slice(0, 3),
    secretText,
  }
}

function twoYearsAfter(dateTime: string): string {
  const date = new Date(dateTime)
  date.setUTCFullYear(date.getUTCFullYear() + 2)
  return graphDateTime(date.getTime())
}

/** `2026-01-05T14:25:10Z`, or with milliseconds where there are any. */
export function graphDateTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('.000Z', 'Z')
}
