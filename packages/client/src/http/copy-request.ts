/**
 * A request to send while the original stays unused, for another attempt.
 *
 * The signal is given again because that of a plain `clone()` hangs on weak references only: in Node.js a garbage
 * collection during the request cuts it off, and an abort no longer ends the connection.
 */
export function copyRequest(request: Request): Request {
  return new Request(request.clone(), { signal: request.signal })
}
