import { AbortedError, DynamicsError, NetworkError, TimeoutError, UnreadableResponseError } from './dynamics-error.ts'
import {
  ChangesExpiredError,
  ConcurrencyError,
  DuplicateError,
  NoTokenError,
  NotFoundError,
  PrivilegeError,
  ThrottledError,
  UnauthorizedError,
} from './refusals.ts'
import type { DynamicsErrorDetails } from './dynamics-error.ts'
import type { DynamicsErrorCode } from './error-code.ts'

/** The error of the class that belongs to its code. */
export function createError(details: DynamicsErrorDetails): DynamicsError {
  const create = CLASSES[details.code]
  return create === undefined ? new DynamicsError(details) : create(details)
}

/** Narrows the details to the code they were found by. */
function as<Code extends DynamicsErrorCode>(
  type: new (details: DynamicsErrorDetails<Code>) => DynamicsError<Code>,
): (details: DynamicsErrorDetails) => DynamicsError {
  return (details) => new type(details as DynamicsErrorDetails<Code>)
}

const CLASSES: { readonly [Code in DynamicsErrorCode]?: (details: DynamicsErrorDetails) => DynamicsError } = {
  'not-found': as<'not-found'>(NotFoundError),
  concurrency: as<'concurrency'>(ConcurrencyError),
  duplicate: as<'duplicate'>(DuplicateError),
  'changes-expired': as<'changes-expired'>(ChangesExpiredError),
  throttled: as<'throttled'>(ThrottledError),
  privilege: as<'privilege'>(PrivilegeError),
  unauthorized: as<'unauthorized'>(UnauthorizedError),
  'no-token': as<'no-token'>(NoTokenError),
  network: as<'network'>(NetworkError),
  timeout: as<'timeout'>(TimeoutError),
  aborted: as<'aborted'>(AbortedError),
  'unreadable-response': as<'unreadable-response'>(UnreadableResponseError),
}
