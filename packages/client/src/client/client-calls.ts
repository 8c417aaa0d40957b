import type { BindingOf, Callable, OperationShape, ResultOf } from '@dynamics-kit/odata'
import type { BackgroundOperation, BackgroundOptions } from '../background/background-operation.ts'
import type { OperationOptions } from '../query/query.ts'
import type { Organization } from '../operation/organization.ts'
import type { NamedOperation } from '../operation/call.ts'
import type { BindingTo, CallTarget, GivenTo, NamedTarget, NotBound } from '../types/call.ts'

/** What a client calls: actions, functions, and any request that has no operation. */
export interface ClientCalls {
  /**
   * Calls an action or function that is bound to nothing: a generated one, or one known by name. On the wire:
   * `GET RetrieveTotalRecordCount(EntityNames=@EntityNames)?@EntityNames=["account"]`, `POST WinOpportunity` with the parameters as JSON.
   *
   * @throws TypeError for parameters that a generated operation does not have, and for those that it needs and does not get.
   * @example
   * ```ts
   * import { createClient } from '@dynamics-kit/client'
   *
   * const dynamics = createClient({ url: 'https://contoso.crm.dynamics.com' })
   * const version = await dynamics.call({ name: 'RetrieveVersion', kind: 'function' })
   * await dynamics.callOn(
   *   { entitySet: 'new_orders', id: '7eb682f1-ca75-e511-80d4-00155d2a68d1' },
   *   { name: 'new_Approve', kind: 'action' },
   *   { Comment: 'Fine' },
   * )
   * ```
   */
  // By name first: where nothing fits, the compiler explains why the last one does not.
  call(operation: NamedOperation, parameters?: object, options?: OperationOptions): Promise<unknown>
  /** The same for a generated operation: parameters and result have its types. */
  call<O extends OperationShape>(
    operation: Callable<O> & NotBound<O>,
    ...given: GivenTo<O, 'unbound' & BindingOf<O>, OperationOptions>
  ): Promise<ResultOf<O, 'unbound' & BindingOf<O>>>

  /**
   * Calls an action or function on a row, `POST teams(…)/Microsoft.Dynamics.CRM.AddMembersTeam`, or on all rows of a table,
   * given as the table.
   */
  callOn(
    target: NamedTarget,
    operation: NamedOperation,
    parameters?: object,
    options?: OperationOptions,
  ): Promise<unknown>
  /** The same for a generated operation, which says what it may be called on. */
  callOn<O extends OperationShape, const Target extends CallTarget<O>>(
    target: Target,
    operation: Callable<O>,
    ...given: GivenTo<O, BindingTo<O, Target>, OperationOptions>
  ): Promise<ResultOf<O, BindingTo<O, Target>>>

  /**
   * Calls a Custom API that may run for longer than a request: `Prefer: respond-async`. Other operations cannot be.
   *
   * @example
   * ```ts
   * import { createClient } from '@dynamics-kit/client'
   *
   * const dynamics = createClient({ url: 'https://contoso.crm.dynamics.com' })
   * const running = await dynamics.callInBackground({ name: 'new_Recalculate', kind: 'action' }, { Year: 2024 })
   * console.log(running.id, await running.status())
   * const result = await running.result()
   * ```
   */
  callInBackground(
    operation: NamedOperation,
    parameters?: object,
    options?: BackgroundOptions,
  ): Promise<BackgroundOperation>
  /** The same for a generated operation. */
  callInBackground<O extends OperationShape>(
    operation: Callable<O> & NotBound<O>,
    ...given: GivenTo<O, 'unbound' & BindingOf<O>, BackgroundOptions>
  ): Promise<BackgroundOperation<ResultOf<O, 'unbound' & BindingOf<O>>>>

  /** As `callInBackground`, on a row or on all rows of a table. */
  callOnInBackground(
    target: NamedTarget,
    operation: NamedOperation,
    parameters?: object,
    options?: BackgroundOptions,
  ): Promise<BackgroundOperation>
  /** The same for a generated operation. */
  callOnInBackground<O extends OperationShape, const Target extends CallTarget<O>>(
    target: Target,
    operation: Callable<O>,
    ...given: GivenTo<O, BindingTo<O, Target>, BackgroundOptions>
  ): Promise<BackgroundOperation<ResultOf<O, BindingTo<O, Target>>>>

  /** An operation in the background that was begun earlier, perhaps by another program. @throws TypeError for an id that is no GUID. */
  backgroundOperation(id: string): BackgroundOperation

  /** Who the client is to this environment. The shortest proof that url, credential and application user are right. */
  whoAmI(options?: OperationOptions): Promise<WhoAmI>

  /** The version of the environment: `9.2.24073.198`. */
  retrieveVersion(options?: OperationOptions): Promise<string>

  /** Names, ids and addresses of the environment, and its tenant. */
  retrieveCurrentOrganization(options?: OperationOptions): Promise<Organization>

  /**
   * Any request of the Web API that has no operation here: same token, retries and errors.
   *
   * @example
   * ```ts
   * import { createClient } from '@dynamics-kit/client'
   *
   * const dynamics = createClient({ url: 'https://contoso.crm.dynamics.com' })
   * const { body } = await dynamics.request('GET', 'RetrieveVersion()')
   * ```
   */
  request(method: string, path: string, options?: RequestOptions): Promise<DynamicsResponse>
}

/** Who the service takes the caller for: the answer of `WhoAmI`. */
export interface WhoAmI {
  /** `systemuserid` of the caller. */
  readonly userId: string
  readonly businessUnitId: string
  readonly organizationId: string
}

export interface RequestOptions extends OperationOptions {
  /** Sent as JSON; text is sent as it is. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Query options, not encoded: `{ $select: 'name' }`. */
  readonly query?: Readonly<Record<string, string>>
}

/** An answer of the service as it came, to a request that was made by hand. */
export interface DynamicsResponse {
  readonly status: number
  readonly headers: Headers
  /** Parsed JSON, text of other media types, or `undefined` without a body. */
  readonly body: unknown
}
