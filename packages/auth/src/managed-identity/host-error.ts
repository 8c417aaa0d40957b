import { aadstsExplanations } from '../aadsts.ts'
import { AuthError, type AuthErrorCode } from '../auth-error.ts'
import { retryAfterMs, type TokenResponse } from '../token-response.ts'

const assign =
  'Enable a managed identity for this resource in the Azure portal, under Identity, or name the right one in the options.'

/** The error for an answer of a host that holds no token. */
export function toHostError(response: TokenResponse, host: string, resource: string): AuthError {
  const { status, headers } = response
  // What a refusal says may be repeated; success without a token says nothing that could be relied on.
  const body = status >= 400 && typeof response.body === 'object' && response.body !== null ? response.body : {}
  const description = textOf(Reflect.get(body, 'error_description')) ?? textOf(Reflect.get(body, 'message'))
  const error = textOf(Reflect.get(body, 'error'))
  const aadsts = Number(/AADSTS(\d+)/.exec(description ?? '')?.[1] ?? Number.NaN)
  const known = aadstsExplanations.get(aadsts)
  const busy = status === 429 || status >= 500
  const { code, fix } = known ?? diagnosis(status, error, busy)
  return new AuthError(`No token for ${resource} from ${host}: ${description ?? error ?? `HTTP ${status}`}`, {
    code,
    fix,
    step: known?.step ?? 3,
    retryable: busy,
    status,
    aadsts: known ? aadsts : undefined,
    retryAfterMs: retryAfterMs(headers['retry-after']),
  })
}

function diagnosis(status: number, error: string | undefined, busy: boolean): { code: AuthErrorCode; fix: string } {
  if (busy) {
    return {
      code: status === 429 ? 'throttled' : 'unavailable',
      fix: 'Nothing is wrong with the set-up: wait and try again.',
    }
  }
  if (error === undefined) {
    return {
      code: 'response-unreadable',
      fix: 'Something else answered for the identity endpoint: exclude 169.254.169.254 and localhost from the proxy (NO_PROXY).',
    }
  }
  if (error === 'invalid_resource') {
    return { code: 'resource-unknown', fix: 'Check the environment URL, and that it belongs to the identity’s tenant.' }
  }
  if (status === 400) return { code: 'credential-unavailable', fix: assign }
  return { code: 'rejected', fix: assign }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
