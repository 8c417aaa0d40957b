import { builtin } from './builtin.ts'
import { checkClientSecret } from './options.ts'

/**
 * A client secret: its value; a function that has it, asked for each token request and with `again` after a refusal; or a
 * file that holds it alone, read for each token request. With the last two a secret is replaced without a restart.
 */
export type SecretSource = string | ((request: SecretRequest) => string | Promise<string>) | { readonly path: string }

/** What a function that gives secrets is told. */
export interface SecretRequest {
  /** The secret it gave last was refused: pass over any cache of it. */
  readonly again: boolean
}

/**
 * Checks a source as far as that goes without waiting, and says how to read it.
 *
 * @throws {TypeError}
 */
export function readerOf(source: SecretSource, name = 'clientSecret'): (again: boolean) => Promise<string> {
  if (typeof source === 'function') return async (again) => checkClientSecret(await source({ again }), name)
  if (typeof source === 'object' && source !== null) {
    const { path } = source
    checkFile(path, name)
    return async () => checkClientSecret(withoutLineEnd(await builtin('node:fs/promises').readFile(path, 'utf8')), name)
  }
  const secret = checkClientSecret(source, name)
  return () => Promise.resolve(secret)
}

function checkFile(path: string, name: string): void {
  let text: string
  try {
    text = builtin('node:fs').readFileSync(path, 'utf8')
  } catch (error) {
    throw new TypeError(`${name}.path: ${JSON.stringify(path)} cannot be read`, { cause: error })
  }
  checkClientSecret(withoutLineEnd(text), `${name}.path`)
}

/** Editors and `echo` end a file with a line break, which is not part of the secret. */
function withoutLineEnd(text: string): string {
  return text.replace(/\r?\n$/, '')
}
