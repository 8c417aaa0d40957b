// Actions and functions of the service, loaded together when a program first calls one.
import type { OperationOptions } from '../query/query.ts'
import { call as callOf } from './call.ts'
import type { AnyCallable, AnyTarget } from './call.ts'
import type { Operation } from './operation.ts'

export { run } from './operation.ts'
export { retrieveCurrentOrganization, retrieveVersion } from './organization.ts'

export function call(operation: AnyCallable, parameters?: object, options?: OperationOptions): Operation {
  return callOf(operation, undefined, parameters, options)
}

export function callOn(
  target: AnyTarget,
  operation: AnyCallable,
  parameters?: object,
  options?: OperationOptions,
): Operation {
  return callOf(operation, target, parameters, options)
}
