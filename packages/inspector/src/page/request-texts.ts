import type { SeenRequest } from './api.ts'

/** The request for a shell. The token is a variable: `dynamics-kit token` gives one. */
export function asCurl({ method, url, body }: SeenRequest): string {
  const flag = method === 'GET' ? '' : ` -X ${method}`
  const data = body === undefined ? '' : ` -H 'Content-Type: application/json' --data ${quoted(textOf(body))}`
  return `curl${flag} -H "Authorization: Bearer $TOKEN"${data} ${quoted(url)}`
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** A body as it was sent. */
export const textOf = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body))

/** The request as a test of one's own program. */
export function asTest({ method, url, status, body }: SeenRequest): string {
  const path = /\/api\/data\/v9\.\d\/(.*)$/.exec(url)?.[1] ?? url
  const shown =
    JSON.stringify(decodeURIComponentOr(path)) + (body === undefined ? '' : `, { body: ${JSON.stringify(body)} }`)
  return [
    `import { fromEnvironment } from '@dynamics-kit/auth'`,
    `import { createClient } from '@dynamics-kit/client'`,
    `import { expect, test } from 'vitest'`,
    ``,
    `const dynamics = createClient({ url: process.env['DYNAMICS_URL'] ?? '', credential: fromEnvironment() })`,
    ``,
    `test(${JSON.stringify(`answers ${method} ${decodeURIComponentOr(path).split('?')[0] ?? ''}`)}, async () => {`,
    status < 400
      ? `  const { status } = await dynamics.request('${method}', ${shown})`
      : `  await expect(dynamics.request('${method}', ${shown})).rejects.toMatchObject({ status: ${status} })`,
    ...(status < 400 ? [`  expect(status).toBe(${status})`] : []),
    `})`,
    ``,
  ].join('\n')
}

function decodeURIComponentOr(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
