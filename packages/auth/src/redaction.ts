import { builtin } from './builtin.ts'
import type { TokenResponse } from './token-response.ts'

/** Fields of a token request that nobody else may see. */
const secretFields = [
  'client_secret',
  'client_assertion',
  'assertion',
  'refresh_token',
  'code',
  'code_verifier',
  'device_code',
  'password',
] as const

/** Headers by which a service knows who asks, in lower case. */
const secretHeaders: ReadonlySet<string> = new Set(['authorization', 'x-identity-header', 'secret'])

/** Shorter values are words that an answer has for reasons of its own. */
const shortestSecret = 4

/** A request, as far as secrets can be in it. */
export interface RequestWithSecrets {
  readonly headers: Readonly<Record<string, string>>
  /** A form. */
  readonly body?: string | undefined
}

/** The secrets in a request; of signed tokens also the signature, without which they are worth nothing. */
export function secretsOf({ headers, body }: RequestWithSecrets): readonly string[] {
  const fields = new URLSearchParams(body)
  const values = [
    ...secretFields.flatMap((name) => fields.getAll(name)),
    ...Object.entries(headers).flatMap(([name, value]) =>
      secretHeaders.has(name.toLowerCase()) ? [value.replace(/^(?:Bearer|Basic) /, '')] : [],
    ),
  ]
  const signatures = values.flatMap((value) => /^[\w-]+\.[\w-]+\.([\w-]+)$/.exec(value)?.[1] ?? [])
  return [...values, ...signatures].filter((value) => value.length >= shortestSecret).flatMap(spellingsOf)
}

/** As it is, and as forms and addresses write it: a proxy may repeat the request word for word. */
function spellingsOf(secret: string): readonly string[] {
  const inForm = new URLSearchParams([['', secret]]).toString().slice(1)
  return [...new Set([secret, inForm, encodeURIComponent(secret)])]
}

/** A refusal without the secrets it may repeat, as debugging proxies do: nothing of it can then reach a log. */
export function withoutSecrets(response: TokenResponse, secrets: readonly string[]): TokenResponse {
  const clean = (value: unknown): unknown => {
    if (typeof value === 'string') return textWithoutSecrets(value, secrets)
    if (Array.isArray(value)) return value.map(clean)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, clean(member)]))
  }
  return {
    status: response.status,
    // Every header is text before and after.
    headers: clean(response.headers) as TokenResponse['headers'],
    body: clean(response.body),
  }
}

export function textWithoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, '***'), text)
}

/**
 * A failure that shows no secret, however it is looked at: HTTP libraries hang the whole request on their errors. One that
 * shows none stays as it is; of another, name, message, code and stack are kept.
 */
export function errorWithoutSecrets(error: unknown, secrets: readonly string[]): unknown {
  const { inspect } = builtin('node:util')
  const shown = inspect(error, { depth: 12, showHidden: true, maxArrayLength: null, maxStringLength: null })
  // Inspection escapes quotes and backslashes.
  const isShown = (secret: string) => shown.includes(secret) || shown.includes(inspect(secret).slice(1, -1))
  if (!secrets.some(isShown)) return error
  if (!(error instanceof Error)) return new Error(textWithoutSecrets(String(error), secrets))
  const clean = new Error(textWithoutSecrets(error.message, secrets))
  const code: unknown = Reflect.get(error, 'code')
  const stack = textWithoutSecrets(error.stack ?? '', secrets)
  return Object.assign(clean, { name: error.name, stack, ...(typeof code === 'string' && { code }) })
}
