import { notReached, type Reach } from './http-answer.ts'

/** What Entra tells everyone of a tenant. */
export interface AuthorityProbe {
  readonly reach: Reach
  /** Tenant id; absent where Entra knows no such tenant. */
  readonly tenantId?: string
  /** `AADSTS90002`, where Entra refused. */
  readonly refusal?: string
}

/**
 * `GET {authority}/{tenant}/v2.0/.well-known/openid-configuration`, which needs no sign-in and turns a domain into a tenant id.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc
 */
export async function probeAuthority(
  authority: string,
  tenant: string,
  options: {
    readonly fetch?: ((request: Request) => Promise<Response>) | undefined
    readonly timeout: number
    readonly signal?: AbortSignal | undefined
  },
): Promise<AuthorityProbe> {
  const { host } = new URL(authority)
  const url = `${authority}/${encodeURIComponent(tenant)}/v2.0/.well-known/openid-configuration`
  const limit = AbortSignal.timeout(options.timeout)
  const signal = options.signal ? AbortSignal.any([options.signal, limit]) : limit
  try {
    const response = await (options.fetch ?? globalThis.fetch)(new Request(url, { signal, redirect: 'manual' }))
    const body = parse(await response.text())
    const tenantId = /^https?:\/\/[^/]+\/([0-9a-f-]{36})\//i.exec(String(body['token_endpoint']))?.[1]?.toLowerCase()
    const refusal = /AADSTS\d+/.exec(String(body['error_description']))?.[0]
    return {
      reach: { host, answered: true, status: response.status, headers: response.headers },
      ...(tenantId !== undefined && { tenantId }),
      ...(refusal !== undefined && { refusal }),
    }
  } catch (error) {
    if (options.signal?.aborted) throw options.signal.reason
    return { reach: notReached(host, error) }
  }
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
  } catch {
    return {}
  }
}
