import { begunAnswer, hasParts, standardResponse } from './answer.ts'
import type { Answer } from './answer.ts'
import { fromStandardRequest, standardRequest } from './outgoing-request.ts'
import type { OutgoingRequest, Step } from './outgoing-request.ts'

/**
 * A step around every operation of a client: sees the request before the token is added, may change it, answer it, or
 * look at the response. Runs once for each operation, outside retries.
 *
 * @example
 * ```ts
 * import type { Middleware } from '@dynamics-kit/client'
 *
 * export const log: Middleware = async (request, next) => {
 *   const response = await next(request)
 *   console.log(request.method, response.status)
 *   return response
 * }
 * ```
 */
export type Middleware = (request: Request, next: Next) => Promise<Response>

/** The rest of the way to the service and back. */
export type Next = (request: Request) => Promise<Response>

/** All of `middleware` as one step, the first being the outermost; none when there are none. */
export function middlewareSteps(middleware: readonly Middleware[]): readonly Step[] {
  if (middleware.length === 0) return []
  return [
    async (request, send) => {
      // A standard `Response` cannot say it.
      let afterLost: Answer['afterLost']
      const last: Next = async (given) => {
        const answer = await send(await fromStandardRequest(given, request))
        afterLost = answer.afterLost
        return standardResponse(answer)
      }
      const first = middleware.reduceRight<Next>((next, step) => (given) => step(given, next), last)
      const answer = await answerOf(await first(standardRequest(request)), request)
      return afterLost ? { ...answer, afterLost } : answer
    },
  ]
}

/** Read to its end, unless it is read in pieces. */
async function answerOf(response: Response, { inPieces }: OutgoingRequest): Promise<Answer> {
  const { status, headers } = response
  const { bytes, read, cancel } = begunAnswer(response)
  if (inPieces === true && read && hasParts(headers)) {
    return { status, headers, body: new Uint8Array(), pieces: { read, cancel } }
  }
  return { status, headers, body: await bytes() }
}
