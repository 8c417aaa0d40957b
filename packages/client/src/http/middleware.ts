import { begunAnswer, hasParts } from './answer.ts'
import type { Answer, PieceReader } from './answer.ts'
import { standardRequest } from './outgoing-request.ts'
import type { OutgoingRequest, SendOutgoing } from './outgoing-request.ts'

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

/** A request through all of `middleware`, the first being the outermost. */
export async function throughMiddleware(
  middleware: readonly Middleware[],
  request: OutgoingRequest,
  send: SendOutgoing,
): Promise<Answer> {
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

/** What a step of the user's made of it, read to its end so that it can be sent again. */
async function fromStandardRequest(request: Request, from: OutgoingRequest): Promise<OutgoingRequest> {
  const { method, url } = request
  // Listed one by one: copies of headers that were changed by `set` lose the others while msw is listening.
  const headers: Record<string, string> = {}
  for (const [name, value] of request.headers) headers[name] = value
  const body = request.body === null ? undefined : new Uint8Array(await request.clone().arrayBuffer())
  return { ...from, method, url, headers, body, signal: from.signal ?? request.signal }
}

/** Statuses whose `Response` has no body. */
const WITHOUT_BODY = new Set([101, 204, 205, 304])

/** A standard `Response` of an answer. */
function standardResponse({ status, headers, body, pieces }: Answer): Response {
  const given = new Headers([...headers])
  // The body is as it was before these.
  given.delete('content-encoding')
  given.delete('content-length')
  return new Response(WITHOUT_BODY.has(status) ? null : pieces ? streamOf(pieces) : body, { status, headers: given })
}

function streamOf(pieces: PieceReader): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await pieces.read()
      if (value) controller.enqueue(value)
      if (done) controller.close()
    },
    cancel: (reason) => pieces.cancel(reason),
  })
}
