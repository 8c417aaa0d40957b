import { startLocalFront } from '../local-front.ts'
import type { FrontExchange } from '../local-front.ts'

/** A server in front of an environment that does what it is asked, and after a while does not say so. */
export interface SilentServer extends AsyncDisposable {
  readonly url: string
  /** Resolves when as many requests as were said have been done and not answered. */
  readonly silent: Promise<void>
  /** Answers everything from now on. */
  speak(): void
}

/**
 * Requests whose address has `matching` are answered `answers` times; then they are done, and their answers kept back.
 * `silent` resolves at the `unanswered`th of those.
 */
export async function startSilentServer(
  environment: { readonly url: string; readonly fetch: (request: Request) => Promise<Response> },
  { matching, answers, unanswered }: { matching: string; answers: number; unanswered: number },
): Promise<SilentServer> {
  const silent = Promise.withResolvers<void>()
  let isSilent = true
  let asked = 0
  let done = 0

  const front = await startLocalFront(environment, answer)

  async function answer({ incoming, outgoing, pass }: FrontExchange): Promise<void> {
    const isKept = incoming.url?.includes(matching) === true && ++asked > answers && isSilent
    const { status, headers, text } = await pass()
    if (!isKept) return void outgoing.writeHead(status, headers).end(text)
    if (++done === unanswered) silent.resolve()
  }

  return {
    url: front.url,
    silent: silent.promise,
    speak: () => {
      isSilent = false
    },
    [Symbol.asyncDispose]: () => front[Symbol.asyncDispose](),
  }
}
