import type { Service } from '../world/world.ts'

export interface RowTarget {
  readonly service: Service
  /** Environment URL. */
  readonly url: string
  readonly authority: string
  /** Access token of an administrator. */
  readonly token: string
}

/**
 * Creates a row through the Web API itself, so that it obeys its rules. Nothing is logged, throttled or made to fail.
 *
 * @returns the id of the row
 * @throws {TypeError} when the Web API refuses it, with its reason.
 */
export async function addRow(
  { service, url, authority, token }: RowTarget,
  entitySet: string,
  body: Readonly<Record<string, unknown>>,
  where: string,
): Promise<string> {
  const path = `/api/data/v9.2/${entitySet}`
  const request = new Request(url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const response = await service({ request, url: new URL(request.url), base: url, path, authority })
  if (!response.ok) throw new TypeError(`${where}: ${response.status} ${await response.text()}`)
  return /\(([0-9a-f-]{36})\)$/i.exec(response.headers.get('odata-entityid') ?? '')?.[1] ?? ''
}
