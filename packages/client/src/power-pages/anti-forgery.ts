import { isDynamicsError } from '../errors/dynamics-error.ts'
import { NoTokenError } from '../errors/refusals.ts'
import { abortable } from '../http/abortable.ts'
import { createSenders } from '../http/send.ts'
import type { SendOptions } from '../http/send.ts'
import type { ServiceRequest } from '../http/service-request.ts'

/** The site's token against forged requests: `<input name="__RequestVerificationToken" value="…" />` at `/_layout/tokenhtml`. */
export interface AntiForgery {
  /** Asked for once, however many requests wait for it. */
  get(signal: AbortSignal): Promise<string>
  /** This one was refused: unless there is another already, the next one is asked for anew. */
  forget(refused: string): void
}

const PATH = '_layout/tokenhtml'
const REQUEST: ServiceRequest = { method: 'GET', path: PATH, headers: { Accept: 'text/html' }, expects: 'bytes' }

/**
 * Tokens of one site, asked for as all else is: in the same time, and as often. A session cookie goes with each, which the
 * browser keeps.
 */
export function createAntiForgery(
  origin: string,
  options: Pick<SendOptions, 'fetch' | 'retry' | 'timeout'>,
): AntiForgery {
  const { interactive: send } = createSenders({ ...options, serviceRoot: `${origin}/`, scope: '' })
  let token: Promise<string> | undefined
  let known: string | undefined

  async function ask(): Promise<string> {
    const { status, body } = await send(REQUEST).catch((error: unknown) => {
      const refusal = isDynamicsError(error) && error.code !== 'throttled' ? error.status : undefined
      // Whoever is busy or out of reach says nothing of tokens.
      throw refusal !== undefined && refusal < 500 ? noToken(refusal, error) : error
    })
    known = tokenIn(new TextDecoder().decode(body as Uint8Array))
    if (known === undefined) throw noToken(status)
    return known
  }

  return {
    get(signal) {
      token ??= ask().catch((error: unknown) => {
        token = undefined
        throw error
      })
      return abortable(token, signal)
    },
    forget(refused) {
      if (refused !== known) return
      token = undefined
      known = undefined
    },
  }
}

/** Other forms, such as the one to sign in with, have other inputs. */
function tokenIn(html: string): string | undefined {
  const input = /<input\b[^>]*\bname="__RequestVerificationToken"[^>]*>/.exec(html)?.[0] ?? ''
  return /\bvalue="([^"]+)"/.exec(input)?.[1]
}

function noToken(status: number, cause?: unknown): NoTokenError {
  return new NoTokenError({
    code: 'no-token',
    problem: 'the site gave no anti-forgery token',
    method: 'GET',
    path: `/${PATH}`,
    status,
    fix: 'Check the address of the site, and whether it is private or shut off.',
    cause,
  })
}
