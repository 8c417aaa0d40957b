/** One request of the Web API, before it is a standard `Request`. */
export interface ServiceRequest {
  readonly method: string
  /** Below the service root, encoded (`accounts?$top=3`), or an absolute URL that the service gave. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON, unless it is text or bytes, which are sent as they are. */
  readonly body?: unknown
  readonly signal?: AbortSignal
  /** What a successful answer is read as. Default: JSON or text, by its media type. */
  readonly expects?: 'bytes'
}

/** A successful answer, read to its end. */
export interface ServiceResponse {
  readonly status: number
  readonly headers: Headers
  /** Parsed JSON, text of other media types, bytes where they were expected, or `undefined` without a body. */
  readonly body: unknown
}

/**
 * The standard `Request` for a service request: same input, same output.
 *
 * @throws TypeError for an address outside the environment; the access token would go with it.
 */
export function buildRequest(serviceRoot: string, { method, path, headers, body, signal }: ServiceRequest): Request {
  const url = new URL(path, serviceRoot)
  if (!isSameEnvironment(url, new URL(serviceRoot))) {
    throw new TypeError(`${url.origin} is not the environment of this client, so it gets no request.`)
  }
  const all = new Headers({ Accept: 'application/json', 'OData-MaxVersion': '4.0', 'OData-Version': '4.0' })
  // "null" is no ETag: it keeps caches of browsers from answering (3.2).
  if (method === 'GET') all.set('If-None-Match', 'null')
  if (body !== undefined) all.set('Content-Type', 'application/json')
  for (const [name, value] of Object.entries(headers ?? {})) all.set(name, value)
  return new Request(url, {
    method,
    headers: all,
    // The Web API never redirects: a redirect leads to a sign-in page or a proxy, and is reported as such.
    redirect: 'manual',
    ...(body !== undefined && { body: bodyOf(body) }),
    ...(signal && { signal }),
  })
}

function bodyOf(body: unknown): string | Uint8Array<ArrayBuffer> {
  if (typeof body === 'string') return body
  // Those of this package's own files; nobody shares their memory.
  return body instanceof Uint8Array ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body)
}

/** Links may name the environment with or without its `.api` label. */
function isSameEnvironment(url: URL, root: URL): boolean {
  return url.protocol === root.protocol && withoutApiLabel(url.host) === withoutApiLabel(root.host)
}

function withoutApiLabel(host: string): string {
  return host.replace(/^([^.]+)\.api\.(?=crm)/, '$1.')
}
