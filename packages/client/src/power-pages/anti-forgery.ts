import { NoTokenError } from '../errors/refusals.ts'
import { abortable } from '../http/abortable.ts'
import type { Fetch } from '../http/transport.ts'

/** The site's token against forged requests: `<input name="__RequestVerificationToken" value="…" />` at `/_layout/tokenhtml`. */
export interface AntiForgery {
  /** Asked for once, however many requests wait for it. */
  get(signal: AbortSignal): Promise<string>
  /** It was refused: the next one is asked for anew. */
  forget(): void
}

/** Tokens of one site. A session cookie goes with each, which the browser keeps. */
export function createAntiForgery(origin: string, fetch: Fetch | undefined): AntiForgery {
  const path = '/_layout/tokenhtml'
  let token: Promise<string> | undefined

  async function ask(): Promise<string> {
    const request = new Request(origin + path)
    const response = await (fetch ?? globalThis.fetch)(request)
    const value = response.ok ? /\bvalue="([^"]+)"/.exec(await response.text())?.[1] : undefined
    if (value !== undefined) return value
    throw new NoTokenError({
      code: 'no-token',
      problem: 'the site gave no anti-forgery token',
      method: 'GET',
      path,
      status: response.status,
      fix: 'Check the address of the site, and whether it is private or shut off.',
    })
  }

  return {
    get(signal) {
      token ??= ask().catch((error: unknown) => {
        token = undefined
        throw error
      })
      return abortable(token, signal)
    },
    forget() {
      token = undefined
    },
  }
}
