import type { SeenRequest } from './api.ts'

/** The request for a shell. The token is a variable: `dynamics-kit token` gives one. */
export function asCurl(request: SeenRequest): string {
  const { method, url, body } = request
  const flag = method === 'GET' ? '' : ` -X ${method}`
  const headers = Object.entries(headersOf(request)).map(([name, value]) => ` -H ${quoted(`${name}: ${value}`)}`)
  const data = body === undefined ? '' : ` --data-binary ${quoted(textOf(body))}`
  return `curl${flag} -H "Authorization: Bearer $TOKEN"${headers.join('')}${data} ${quoted(url)}`
}

/** Headers that say what a request means; without them another one would be sent. */
const meaningful: ReadonlySet<string> = new Set([
  'content-type',
  'if-match',
  'if-none-match',
  'prefer',
  'mscrmcallerid',
  'callerobjectid',
])

export function headersOf({ headers }: Pick<SeenRequest, 'headers'>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => meaningful.has(name)))
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** A body as it was sent. */
export const textOf = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body))

/** The request as a test of one's own program. */
export function asTest(request: SeenRequest): string {
  const { method, url, status, body } = request
  const path = /\/api\/data\/v9\.\d\/(.*)$/.exec(url)?.[1] ?? url
  const headers = headersOf(request)
  // JSON is what the client sends by itself.
  const told = Object.entries(headers).filter(([, value]) => !value.startsWith('application/json'))
  const options = [
    ...(told.length === 0 ? [] : [`headers: ${JSON.stringify(Object.fromEntries(told))}`]),
    ...(body === undefined ? [] : [`body: ${JSON.stringify(body)}`]),
  ]
  const shown = JSON.stringify(decodeURIComponentOr(path)) + (options.length === 0 ? '' : `, { ${options.join(', ')} }`)
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
