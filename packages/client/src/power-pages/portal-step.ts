import type { Middleware } from '../http/middleware.ts'
import type { AntiForgery } from './anti-forgery.ts'
import { portalError, readPortalError } from './portal-error.ts'

const HEADER = '__RequestVerificationToken'

/** What differs at `/_api/`: the token, ids of new rows, errors, and what there is not. */
export function portalStep(antiForgery: AntiForgery): Middleware {
  return async (request, next) => {
    refuse(request)
    const send = (token: string): Promise<Response> => {
      const sent = new Request(request.clone())
      sent.headers.set(HEADER, token)
      return next(sent)
    }
    const token = await antiForgery.get(request.signal)
    let response = await send(token)
    if (response.status === 401) {
      // The token belongs to a session that has ended, or to another visitor; nothing was done.
      antiForgery.forget(token)
      response = await send(await antiForgery.get(request.signal))
    }
    if (response.ok || response.status === 304) return withEntityId(request, response)
    const body = await readPortalError(response)
    if (body === undefined) return response
    const error = portalError(request, response.status, body)
    if (error !== undefined) throw error
    // What Dataverse said, in its own words.
    return Response.json({ error: { code: body.dataverseCode, message: body.message } }, response)
  }
}

/** @throws TypeError for what a site answers without doing what was asked. */
function refuse({ url, headers }: Request): void {
  if (url.endsWith('/$batch')) {
    throw new TypeError(
      'The Web API of Power Pages has no $batch, so a query has to fit into an address. Ask in several queries.',
    )
  }
  if (headers.get('Prefer')?.includes('return=representation') === true) {
    throw new TypeError('return: the Web API of Power Pages gives no row back; retrieve it by its id.')
  }
}

/** `entityid: 7eb682f1-…` stands where Dataverse has `OData-EntityId`. */
function withEntityId({ url }: Request, response: Response): Response {
  const id = response.headers.get('entityid')
  if (id === null || response.headers.has('OData-EntityId')) return response
  const headers = new Headers(response.headers)
  headers.set('OData-EntityId', `${url.split('?', 1)[0] ?? url}(${id})`)
  return new Response(response.status === 204 ? null : response.body, { status: response.status, headers })
}
