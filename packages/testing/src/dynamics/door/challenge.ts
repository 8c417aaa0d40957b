import type { ServiceCall } from '../../world/world.ts'

/** What the service's authenticator says of a token. */
export type TokenComplaint =
  | 'Security Token Expired!'
  | 'Security Token Not Yet Valid!'
  | 'Security Token Validation Failed!'
  | 'Error during token validation!'

/**
 * 401 without a body. Clients find the tenant in it:
 * `Bearer authorization_uri=https://login.microsoftonline.com/{tenant}/oauth2/authorize, resource_id=https://{host}/`,
 * unquoted, with what is wrong first when there was a token.
 */
export function challenge(
  call: ServiceCall,
  tenantId: string,
  requestId: string,
  complaint?: TokenComplaint,
): Response {
  const members = [
    ...(complaint === undefined ? [] : ['error=invalid_token', `error_description=${complaint}`]),
    `authorization_uri=${call.authority}/${tenantId}/oauth2/authorize`,
    `resource_id=${call.base}/`,
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
