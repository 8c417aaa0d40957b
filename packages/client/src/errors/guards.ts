import { isDynamicsError } from './dynamics-error.ts'
import type {
  ChangesExpiredError,
  ConcurrencyError,
  DuplicateError,
  NotFoundError,
  PrivilegeError,
  ThrottledError,
} from './refusals.ts'

/** Whether the row is not there. */
export function isNotFoundError(value: unknown): value is NotFoundError {
  return isDynamicsError(value) && value.code === 'not-found'
}

/** Whether somebody changed the row since it was read. */
export function isConcurrencyError(value: unknown): value is ConcurrencyError {
  return isDynamicsError(value) && value.code === 'concurrency'
}

/** Whether the service does not remember changes back to the token. */
export function isChangesExpiredError(value: unknown): value is ChangesExpiredError {
  return isDynamicsError(value) && value.code === 'changes-expired'
}

/** Whether a row with this key is there already. */
export function isDuplicateError(value: unknown): value is DuplicateError {
  return isDynamicsError(value) && value.code === 'duplicate'
}

/** Whether a privilege is missing. */
export function isPrivilegeError(value: unknown): value is PrivilegeError {
  return isDynamicsError(value) && value.code === 'privilege'
}

/** Whether the service asked to come back later. */
export function isThrottledError(value: unknown): value is ThrottledError {
  return isDynamicsError(value) && value.code === 'throttled'
}
