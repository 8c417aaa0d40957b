import { rowId } from '../row/row-id.ts'
import type { ServiceRequest } from './service-request.ts'
import { knownOptions } from '../known-options.ts'

/** Who a request is made for: a user by Entra object id (preferred) or by `systemuserid`. */
export type Caller = { readonly objectId: string } | { readonly systemUserId: string }

/** What holds for every operation of a client. */
export interface ClientSettings {
  /** Created and changed components go into this solution, by unique name: `MSCRM.SolutionUniqueName`. */
  readonly solution?: string | undefined
  /** Skips custom business logic on writes: `MSCRM.BypassBusinessLogicExecution`. Needs `prvBypassCustomBusinessLogic`. */
  readonly bypassBusinessLogic?: readonly ('CustomSync' | 'CustomAsync')[] | undefined
  /** Does not start Power Automate flows: `MSCRM.SuppressCallbackRegistrationExpanderJob`. */
  readonly suppressFlows?: boolean | undefined
  /** Refuses a create or update that duplicate detection rules match: `MSCRM.SuppressDuplicateDetection: false`. */
  readonly detectDuplicates?: boolean | undefined
  /** Text that plug-ins find in their shared variables: `?tag=…` on writes. */
  readonly tag?: string | undefined
  /**
   * Gives new rows of generated tables their id here, in the body of `create`, so that it may be sent again when its answer is
   * lost. Ids rise with time, as the service's own do.
   */
  readonly clientIds?: boolean | undefined
}

/** Settings and caller as they go onto requests. */
export interface RequestSettings {
  readonly everyRequest: Readonly<Record<string, string>>
  readonly writes: Readonly<Record<string, string>>
  readonly tag?: string | undefined
  readonly clientIds?: boolean | undefined
}

export const NO_SETTINGS: RequestSettings = { everyRequest: {}, writes: {} }

/** @throws TypeError for a value that a header cannot hold, or an id that is no GUID. */
export function withCaller(settings: RequestSettings, caller: Caller): RequestSettings {
  if (Object(caller) !== caller) throw new TypeError('as takes { objectId } or { systemUserId }.')
  const { CallerObjectId: _, MSCRMCallerID: __, ...others } = settings.everyRequest
  const header =
    'objectId' in caller
      ? { CallerObjectId: rowId(caller.objectId, 'as: objectId') }
      : { MSCRMCallerID: rowId(caller.systemUserId, 'as: systemUserId') }
  return { ...settings, everyRequest: { ...others, ...header } }
}

/** Later settings stand in for earlier ones of the same name. */
export function withSettings(settings: RequestSettings, added: ClientSettings = {}): RequestSettings {
  knownOptions('with', added, {
    solution: 1,
    bypassBusinessLogic: 1,
    suppressFlows: 1,
    detectDuplicates: 1,
    tag: 1,
    clientIds: 1,
  })
  const { solution, bypassBusinessLogic, suppressFlows, detectDuplicates, tag, clientIds } = added
  if (solution !== undefined && !/^\w+$/.test(solution)) {
    throw new TypeError('solution takes the unique name of a solution: letters, digits and underscores.')
  }
  return {
    ...settings,
    writes: {
      ...settings.writes,
      ...(solution !== undefined && { 'MSCRM.SolutionUniqueName': solution }),
      ...(bypassBusinessLogic && { 'MSCRM.BypassBusinessLogicExecution': bypassBusinessLogic.join(',') }),
      ...(suppressFlows !== undefined && { 'MSCRM.SuppressCallbackRegistrationExpanderJob': String(suppressFlows) }),
      // The service speaks of suppressing, and suppresses unless told otherwise (15).
      ...(detectDuplicates !== undefined && { 'MSCRM.SuppressDuplicateDetection': String(!detectDuplicates) }),
    },
    ...(tag !== undefined && { tag }),
    ...(clientIds !== undefined && { clientIds }),
  }
}

/** The request with the settings on it; its own headers win. */
export function applySettings({ everyRequest, writes, tag }: RequestSettings, request: ServiceRequest): ServiceRequest {
  if (request.method === 'GET') {
    for (const _ in everyRequest) return { ...request, headers: { ...everyRequest, ...request.headers } }
    return request
  }
  const separator = request.path.includes('?') ? '&' : '?'
  return {
    ...request,
    path: tag === undefined ? request.path : `${request.path}${separator}tag=${encodeURIComponent(tag)}`,
    headers: { ...everyRequest, ...writes, ...request.headers },
  }
}
