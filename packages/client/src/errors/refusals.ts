import { DynamicsError } from './dynamics-error.ts'
import type { DynamicsErrorDetails } from './dynamics-error.ts'

/** The row, or the row named by a lookup, is not there. */
export class NotFoundError extends DynamicsError<'not-found'> {}
/** Somebody changed the row since it was read: read it again, then decide. */
export class ConcurrencyError extends DynamicsError<'concurrency'> {
  /** The row that was given as `ifMatch`, with `bothVersions`. */
  declare readonly given?: object
  /** The row as it is stored now, with the columns of the one given and its own ETag; absent when it is gone. */
  declare readonly current?: object
}
/** A row with this key is there already. */
export class DuplicateError extends DynamicsError<'duplicate'> {}
/** The service does not remember changes back to the token: read all rows again. */
export class ChangesExpiredError extends DynamicsError<'changes-expired'> {}
/** The service is busy with this user's requests and will not take more for `retryAfterMs`. */
export class ThrottledError extends DynamicsError<'throttled'> {
  /** Which of the three service protection limits was exceeded, when the service named it. */
  declare readonly limit?: ServiceLimit

  constructor(details: DynamicsErrorDetails<'throttled'>) {
    super(details)
    const limit = LIMITS[details.dataverseCode ?? '']
    if (limit !== undefined) Object.assign(this, { limit })
  }
}

/** Service protection limits, each of one user in five minutes: 6,000 requests, 20 minutes of execution, 52 requests at once. */
export type ServiceLimit = 'requests' | 'execution-time' | 'concurrent-requests'

const LIMITS: Readonly<Record<string, ServiceLimit>> = {
  '0x80072322': 'requests',
  '0x80072321': 'execution-time',
  '0x80072326': 'concurrent-requests',
}
/** The user lacks a privilege. */
export class PrivilegeError extends DynamicsError<'privilege'> {
  /** `prvReadAccount`, when the service named it. */
  declare readonly privilege?: string

  constructor(details: DynamicsErrorDetails<'privilege'>) {
    super(details)
    // The privilege's name is an identifier that no language translates.
    const privilege = /\bprv[A-Z]\w+/.exec(details.serviceMessage ?? '')?.[0]
    if (privilege !== undefined) Object.assign(this, { privilege })
  }
}
/** No token, or one that the service does not accept. */
export class UnauthorizedError extends DynamicsError<'unauthorized'> {}
/** The credential answered without a token. */
export class NoTokenError extends DynamicsError<'no-token'> {}
