import type { Seed } from '../dynamics/environment.ts'
import type { Service } from '../world/world.ts'

export interface SeedTarget {
  readonly service: Service
  /** Environment URL. */
  readonly url: string
  readonly authority: string
  /** Access token of an administrator. */
  readonly token: string
}

/**
 * Creates rows through the Web API itself, so that they obey its rules. Nothing is logged, throttled or made to fail.
 *
 * @throws {TypeError} for the first row that the Web API refuses, with its reason.
 */
export async function seedRows(rows: Seed, { service, url, authority, token }: SeedTarget): Promise<void> {
  for (const [entitySet, bodies] of Object.entries(rows)) {
    for (const [index, body] of bodies.entries()) {
      const path = `/api/data/v9.2/${entitySet}`
      const request = new Request(url + path, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      const response = await service({ request, url: new URL(request.url), base: url, path, authority })
      if (!response.ok) throw new TypeError(`${entitySet}[${index}]: ${response.status} ${await response.text()}`)
    }
  }
}
