import type { ServiceCall } from '../../world/world.ts'

/**
 * 401 of continuous access evaluation: the token is genuine, but has to be got anew with `claims`.
 *
 * `Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize",
 * error="insufficient_claims", claims="<base64 of JSON>"`
 *
 * @see https://learn.microsoft.com/entra/identity-platform/claims-challenge
 */
export function claimsChallenge(
  call: ServiceCall,
  requestId: string,
  claims: Readonly<Record<string, unknown>>,
): Response {
  const members = [
    'realm=""',
    `authorization_uri="${call.authority}/common/oauth2/authorize"`,
    'error="insufficient_claims"',
    `claims="${btoa(JSON.stringify(claims))}"`,
  ]
  return new Response(null, {
    status: 401,
    headers: {
      'WWW-Authenticate': `Bearer ${members.join(', ')}`,
      'Cache-Control': 'no-cache',
      'x-ms-service-request-id': requestId,
      REQ_ID: requestId,
    },
  })
}
