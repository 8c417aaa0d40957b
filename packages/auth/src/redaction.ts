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

/** Shorter values are words that an answer has for reasons of its own. */
const shortestSecret = 4

/** The secrets in a form that is about to be sent; of signed tokens also the signature, without which they are worth nothing. */
export function secretsOf(form: string): readonly string[] {
  const fields = new URLSearchParams(form)
  const values = secretFields.flatMap((name) => fields.getAll(name))
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
    if (typeof value === 'string') return secrets.reduce((text, secret) => text.replaceAll(secret, '***'), value)
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
