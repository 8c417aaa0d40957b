/**
 * A request to send while the original stays unused, for another attempt or with one more header.
 *
 * Not a plain `clone()`, for two reasons. The signal of a clone hangs on weak references only: in Node.js a garbage
 * collection during the request cuts it off, and an abort no longer ends the connection. And while msw is listening, a
 * copy of headers that were changed by `set` keeps only what was set, so they are listed one by one.
 */
export function copyRequest(request: Request, added: Readonly<Record<string, string>> = {}): Request {
  const headers: Record<string, string> = {}
  for (const [name, value] of request.headers) headers[name] = value
  for (const [name, value] of Object.entries(added)) headers[name.toLowerCase()] = value
  return new Request(request.clone(), { headers, signal: request.signal })
}
