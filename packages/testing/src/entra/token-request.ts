import { AadstsError } from './aadsts.ts'

/** The form of a token request, with the client's credentials found in the body or in the `Authorization` header. */
export interface TokenRequest {
  readonly grantType: string
  readonly form: URLSearchParams
  readonly clientId: string | null
  /** Null when none was sent. */
  readonly clientSecret: string | null
  /** A signed JWT as client credential, such as a certificate's; null when none was sent. */
  readonly clientAssertion: string | null
}

/**
 * Reads `application/x-www-form-urlencoded`, whatever other fields it has.
 *
 * @throws {AadstsError} 900561 for another method; 900144 for another content type or a missing `grant_type`; 9002313 for a
 *   body that is no form.
 */
export async function readTokenRequest(request: Request): Promise<TokenRequest> {
  const { form, ...client } = await readClientForm(request, 'grant_type')
  const grantType = form.get('grant_type')
  if (!grantType) throw new AadstsError(900144, { value: 'grant_type' })
  return { grantType, form, ...client }
}

/**
 * Reads a form with the client that sends it.
 *
 * @param first The field that is missed first when there is no form at all.
 * @throws {AadstsError} As {@link readTokenRequest}.
 */
export async function readClientForm(request: Request, first: string): Promise<Omit<TokenRequest, 'grantType'>> {
  if (request.method !== 'POST') throw new AadstsError(900561, { value: request.method })
  const contentType = request.headers.get('content-type') ?? ''
  const body = await request.text()
  if (!/^application\/x-www-form-urlencoded\b/i.test(contentType)) throw new AadstsError(900144, { value: first })
  if (body !== '' && !isForm(body)) throw new AadstsError(9002313)

  const form = new URLSearchParams(body)
  const basic = basicCredentials(request.headers.get('authorization'))
  return {
    form,
    clientId: form.get('client_id') ?? basic?.clientId ?? null,
    clientSecret: form.get('client_secret') ?? basic?.clientSecret ?? null,
    clientAssertion: form.get('client_assertion'),
  }
}

/** `name=value` first, and no JSON or XML. */
function isForm(body: string): boolean {
  return /^[^={}[\]<>"\s]+=/.test(body)
}

/** HTTP Basic, both parts URL-encoded (RFC 6749 section 2.3.1). */
function basicCredentials(header: string | null): { clientId: string; clientSecret: string } | undefined {
  const encoded = /^Basic ([A-Za-z0-9+/=_-]+)$/i.exec(header ?? '')?.[1]
  if (encoded === undefined) return undefined
  try {
    const text = atob(encoded)
    const colon = text.indexOf(':')
    if (colon < 0) throw new Error('no colon')
    return {
      clientId: decodeURIComponent(text.slice(0, colon)),
      clientSecret: decodeURIComponent(text.slice(colon + 1)),
    }
  } catch {
    throw new AadstsError(9002313)
  }
}

/** @throws {AadstsError} 900144 when it was not sent. */
export function required(form: URLSearchParams, name: string): string {
  const value = form.get(name)
  if (!value) throw new AadstsError(900144, { value: name })
  return value
}
