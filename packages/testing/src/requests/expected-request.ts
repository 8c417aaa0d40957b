import type { FaultName } from '../dynamics/door/fault-names.ts'
import type { TableName } from '../dynamics/door/fault-plan.ts'
import type { OperationName } from '../dynamics/routes/described-operation.ts'
import type { ServiceName } from '../doors/mount.ts'

/** What a request has to be like. Members that are left out are of no account. */
export interface ExpectedRequest {
  readonly service?: ServiceName
  readonly method?: string
  /** Whole URL. */
  readonly url?: string | RegExp
  /** Below `/api/data/v9.2/`, as it was sent: `accounts(…)`. */
  readonly path?: string | RegExp
  readonly operation?: OperationName
  /** A generated table, or an entity set. */
  readonly table?: TableName
  /** Function or action, without namespace. */
  readonly name?: string
  /** Query options by name, decoded: `{ $select: 'name' }`. */
  readonly query?: Readonly<Record<string, string | RegExp>>
  /** By name, in any case. */
  readonly headers?: Readonly<Record<string, string | RegExp>>
  /** Members of the body; those that are left out are of no account. Asymmetric matchers such as `expect.any(String)` are taken. */
  readonly body?: unknown
  readonly status?: number
  readonly fault?: FaultName
}
