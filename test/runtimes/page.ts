// What a page of a browser loads, bundled.
import { inProcess } from './in-process.ts'
import { overHttp } from './over-http.ts'

/** What a web resource of a model-driven app finds in its window, or in the one above. */
declare const Xrm: { readonly Utility: { getGlobalContext(): { getClientUrl(): string } } }

export { inProcess }

/** As the person who is signed in. */
export function asPerson(): Promise<unknown[]> {
  return overHttp(Xrm.Utility.getGlobalContext().getClientUrl())
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
