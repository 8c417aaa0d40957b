import type { DynamicsResponse, RequestOptions } from '../client/client-calls.ts'
import type { Operation } from './operation.ts'
import { standardHeaders } from '../http/answer.ts'
import { signalOf } from './signal-of.ts'
import { withQuery } from './with-query.ts'
import { knownOptions, OPERATION } from '../known-options.ts'

/** Any request of the Web API. */
export function anyRequest(method: string, path: string, options: RequestOptions = {}): Operation<DynamicsResponse> {
  if (typeof method !== 'string' || typeof path !== 'string')
    throw new TypeError("request takes a method and a path, such as 'GET', 'accounts?$top=3'.")
  knownOptions('request', options, { body: 1, headers: 1, query: 1, ...OPERATION })
  const { body, headers, query } = options
  const encoded = Object.entries(query ?? {}).map(([name, value]) => `${encodeName(name)}=${encodeURIComponent(value)}`)
  return {
    request: {
      method: method.toUpperCase(),
      path: withQuery(path, encoded.join('&')),
      ...(headers && { headers }),
      ...(body !== undefined && { body }),
      ...signalOf(options),
    },
    read: (response) => ({
      status: response.status,
      headers: standardHeaders(response.headers),
      body: response.body,
    }),
  }
}

/** Option names keep their `$` and `@`, as the service documents them. */
function encodeName(name: string): string {
  return encodeURIComponent(name).replaceAll('%24', '$').replaceAll('%40', '@')
}
