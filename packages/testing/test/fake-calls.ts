import type { FakeDynamics } from '../src/index.ts'

/** A token of the administrator app, asked for as any client would. */
export async function tokenOf(fake: FakeDynamics, scope = `${fake.url}/.default`): Promise<string> {
  const answer = await fake.fetch(`${fake.authority}/${fake.tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: fake.clientId,
      client_secret: fake.clientSecret,
      scope,
    }),
  })
  const { access_token: token } = (await answer.json()) as { access_token: string }
  return token
}

interface Answer {
  readonly status: number
  readonly headers: Headers
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers of every shape
  readonly json: any
}

/** A request to the Web API. */
export async function send(
  fake: FakeDynamics,
  token: string,
  method: string,
  path: string,
  body?: object | string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = await fake.fetch(`${fake.url}/api/data/v9.2/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    json: text.startsWith('{') ? JSON.parse(text) : undefined,
  }
}
