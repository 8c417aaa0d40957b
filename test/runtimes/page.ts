// What a page of a browser loads, bundled.
import { isDynamicsError } from '@dynamics-kit/client'
import { createPowerPagesClient } from '@dynamics-kit/client/power-pages'
import { inProcess } from './in-process.ts'
import { overHttp } from './over-http.ts'

/** What a web resource of a model-driven app finds in its window, or in the one above. */
declare const Xrm: { readonly Utility: { getGlobalContext(): { getClientUrl(): string } } }

export { inProcess }

/** As the person who is signed in. */
export function asPerson(): Promise<unknown[]> {
  return overHttp(Xrm.Utility.getGlobalContext().getClientUrl())
}

/** As the visitor of a site of Power Pages. */
export async function asVisitor(): Promise<unknown[]> {
  const site = createPowerPagesClient()
  const id = await site.create('accounts', { name: 'Litware' })
  await site.update('accounts', id, { name: 'Litware Inc' })
  const row = await site.retrieve('accounts', id, { select: ['name'] })
  const missing = site.from('nothing').select('name').all()
  return [row, await missing.catch((error: unknown) => isDynamicsError(error) && error.code)]
}

/** With a token. */
export function withToken(url: string): Promise<unknown[]> {
  return overHttp(url, {
    async getToken() {
      const response = await fetch('/token')
      return { token: await response.text(), expiresOnTimestamp: Date.now() + 3_600_000 }
    },
  })
}
