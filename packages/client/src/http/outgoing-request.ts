import type { Answer } from './answer.ts'
import type { ServiceRequest } from './service-request.ts'

/**
 * A request on its way, as plain values: a `Request` for each step and each attempt would cost more than all of the rest.
 * Never changed; a step that adds something makes the next one.
 */
export interface OutgoingRequest {
  readonly method: string
  /** Absolute. */
  readonly url: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array<ArrayBuffer> | undefined
  readonly signal?: AbortSignal | undefined
  /** How many attempts came before. */
  readonly resends: number
  /** Done twice it is as if it had been done once. */
  readonly repeatable: boolean
  /** An answer with parts is read as it arrives. */
  readonly inPieces?: boolean
}

/** The rest of the way to the service and back. */
export type SendOutgoing = (request: OutgoingRequest) => Promise<Answer>

/** A step on the way of every request. */
export type Step = (request: OutgoingRequest, next: SendOutgoing) => Promise<Answer>

/** One way through all of the steps, the first being the outermost, to `last`. */
export function composeSteps(steps: readonly Step[], last: SendOutgoing): SendOutgoing {
  return steps.reduceRight<SendOutgoing>((next, step) => (request) => step(request, next), last)
}

/**
 * The request that a service request stands for: same input, same output.
 *
 * @throws TypeError for an address outside the environment; the access token would go with it. For what no header can hold.
 */
export function outgoingRequest(serviceRoot: string, request: ServiceRequest): OutgoingRequest {
  const { method, path, headers, body, signal } = request
  const repeatable = method === 'GET' || method === 'HEAD' || request.repeatable === true
  const all: Record<string, string> = {
    accept: 'application/json',
    'odata-maxversion': '4.0',
    'odata-version': '4.0',
  }
  // "null" is no ETag: it keeps caches of browsers from answering (3.2).
  if (method === 'GET') all['if-none-match'] = 'null'
  if (body !== undefined) all['content-type'] = 'application/json'
  if (headers !== undefined) {
    for (const name in headers) {
      const value = headers[name]
      if (value !== undefined) all[name.toLowerCase()] = headerValue(name, value)
    }
  }
  const url = addressOf(serviceRoot, path)
  const inPieces = request.expects === 'pieces'
  return { method, url, headers: all, body: bodyOf(body), signal, resends: 0, repeatable, inPieces }
}

/** The standard `Request` of it. The Web API never redirects: a redirect leads to a sign-in page or a proxy. */
export function standardRequest({ method, url, headers, body, signal }: OutgoingRequest): Request {
  return new Request(url, {
    method,
    headers,
    redirect: 'manual',
    ...(body !== undefined && { body }),
    ...(signal && { signal }),
  })
}

const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/
const HEADER_VALUE = /^[\t\u0020-\u007e\u0080-\u00ff]*$/

function headerValue(name: string, value: string): string {
  if (HEADER_NAME.test(name) && HEADER_VALUE.test(value)) return value
  throw new TypeError(`The header ${JSON.stringify(name)} has a name or a value that HTTP cannot send.`)
}

function bodyOf(body: unknown): string | Uint8Array<ArrayBuffer> | undefined {
  if (body === undefined || typeof body === 'string') return body
  // Those of this package's own files; nobody shares their memory.
  return body instanceof Uint8Array ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body)
}

/** A path below the service root is appended; only an address of its own has to be looked at. */
function addressOf(serviceRoot: string, path: string): string {
  if (/^[\w$]+(?:[(/?.]|$)/.test(path)) return serviceRoot + path
  const url = new URL(path, serviceRoot)
  if (url.origin === 'null' || /^\/\w+(?:[(?]|$)/.test(path)) {
    throw new TypeError('A path begins below the service root, without a slash, such as accounts?$top=3.')
  }
  if (!isSameEnvironment(url, new URL(serviceRoot))) {
    throw new TypeError(`${url.origin} is not the environment of this client, so it gets no request.`)
  }
  return url.href
}

/** Links may name the environment with or without its `.api` label. */
function isSameEnvironment(url: URL, root: URL): boolean {
  return url.protocol === root.protocol && withoutApiLabel(url.host) === withoutApiLabel(root.host)
}

function withoutApiLabel(host: string): string {
  return host.replace(/^([^.]+)\.api\.(?=crm)/, '$1.')
}
