/** An error of the service: what it answers, nothing done. */
interface ServiceError {
  readonly kind: 'answer'
  readonly status: number
  /** `0x80060882`; empty where the error comes from in front of the service. */
  readonly code: string
  readonly message: string
  /** Seconds of `Retry-After`. */
  readonly retryAfter?: number
}

/** Trouble with the connection. `before`: nothing was done; `after`: it was, and nobody hears of it; `torn`: half of the answer comes. */
interface ConnectionTrouble {
  readonly kind: 'connection'
  readonly when: 'before' | 'after' | 'torn'
}

export type NamedFault = ServiceError | ConnectionTrouble

/**
 * What can be made to go wrong. `ConnectionReset`: the request is lost, nothing was done. `AnswerLost`: it was done, and the
 * connection ends before the answer. `TornBody`: the answer ends in its middle. The others are answers of the service.
 */
export type FaultName =
  | 'AggregateQueryRecordLimitExceeded'
  | 'CannotDeleteDueToAssociation'
  | 'CombinedExecutionTimeExceeded'
  | 'ConcurrencyVersionMismatch'
  | 'ConcurrentRequestsExceeded'
  | 'DuplicateRecord'
  | 'DuplicateRecordsFound'
  | 'GenericSqlError'
  | 'InvalidArgument'
  | 'IsvAborted'
  | 'IsvUnExpected'
  | 'NumberOfRequestsExceeded'
  | 'ObjectDoesNotExist'
  | 'PrivilegeDenied'
  | 'RequestLengthTooLarge'
  | 'SqlTimeout'
  | 'UnExpected'
  | 'BadGateway'
  | 'GatewayTimeout'
  | 'ServiceUnavailable'
  | 'ConnectionReset'
  | 'AnswerLost'
  | 'TornBody'

const error = (status: number, code: string, message: string, retryAfter?: number): NamedFault => ({
  kind: 'answer',
  status,
  code,
  message,
  ...(retryAfter === undefined ? {} : { retryAfter }),
})

/** Names of all faults, those of the service first. */
export const faultNames = (): readonly FaultName[] => Object.keys(namedFaults) as FaultName[]

/**
 * Faults by name: the service's own names, codes, statuses and texts; and what networks do.
 *
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/reference/web-service-error-codes
 */
export const namedFaults: Readonly<Record<FaultName, NamedFault>> = {
  AggregateQueryRecordLimitExceeded: error(
    400,
    '0x8004e023',
    'AggregateQueryRecordLimit exceeded. Cannot perform this operation.',
  ),
  CannotDeleteDueToAssociation: error(
    405,
    '0x80040227',
    'The object you tried to delete is associated with another object and cannot be deleted.',
  ),
  CombinedExecutionTimeExceeded: error(
    429,
    '0x80072321',
    'Combined execution time of incoming requests exceeded limit of 1,200,000 milliseconds over time window of 300 seconds. Decrease number of concurrent requests or reduce the duration of requests and try again later.',
    2,
  ),
  ConcurrencyVersionMismatch: error(
    412,
    '0x80060882',
    "The version of the existing record doesn't match the RowVersion property provided.",
  ),
  ConcurrentRequestsExceeded: error(429, '0x80072326', 'Number of concurrent requests exceeded the limit of 52.', 2),
  DuplicateRecord: error(412, '0x80040237', 'A record with matching key values already exists.'),
  DuplicateRecordsFound: error(
    412,
    '0x80040333',
    'A record was not created or updated because a duplicate of the current record already exists.',
  ),
  GenericSqlError: error(500, '0x80044150', 'Generic SQL error.'),
  InvalidArgument: error(400, '0x80040203', 'Invalid argument.'),
  IsvAborted: error(400, '0x80040265', 'ISV code aborted the operation.'),
  IsvUnExpected: error(500, '0x80040224', 'An unexpected error occurred from ISV code.'),
  NumberOfRequestsExceeded: error(
    429,
    '0x80072322',
    'Number of requests exceeded the limit of 6000 over time window of 300 seconds.',
    2,
  ),
  ObjectDoesNotExist: error(404, '0x80040217', 'The object does not exist.'),
  PrivilegeDenied: error(403, '0x80040220', 'SecLib::AccessCheckEx failed.'),
  RequestLengthTooLarge: error(413, '0x8004418a', 'Request message length is too large.'),
  SqlTimeout: error(500, '0x80044151', 'SQL timeout expired.'),
  UnExpected: error(500, '0x80040216', 'An unexpected error occurred.'),
  BadGateway: error(502, '', 'Bad Gateway'),
  GatewayTimeout: error(504, '', 'Gateway Timeout'),
  ServiceUnavailable: error(503, '', 'Service Unavailable'),
  ConnectionReset: { kind: 'connection', when: 'before' },
  AnswerLost: { kind: 'connection', when: 'after' },
  TornBody: { kind: 'connection', when: 'torn' },
}
