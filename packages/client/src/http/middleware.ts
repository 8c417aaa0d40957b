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

/** One way through all of `middleware`, the first being the outermost, to `last`. */
export function compose(middleware: readonly Middleware[], last: Next): Next {
  return middleware.reduceRight<Next>((next, step) => (request) => step(request, next), last)
}
