/** Why an operation failed; `switch (error.code)` narrows over all of them. */
export type DynamicsErrorCode =
  // the row, or what it collides with
  | 'not-found'
  | 'not-single'
  | 'bulk-stopped'
  | 'changes-expired'
  | 'concurrency'
  | 'duplicate'
  | 'restricted'
  | 'validation'
  | 'plugin'
  // the caller's rights
  | 'unauthorized'
  | 'no-token'
  | 'not-a-member'
  | 'no-role'
  | 'privilege'
  | 'user-disabled'
  | 'no-license'
  | 'impersonation'
  | 'ip-blocked'
  | 'app-blocked'
  | 'forbidden'
  // the request
  | 'unknown-table'
  | 'unknown-column'
  | 'unknown-operation'
  | 'invalid-query'
  | 'query-limit'
  | 'query-timeout'
  | 'too-large'
  | 'method-not-allowed'
  // the service
  | 'throttled'
  | 'unavailable'
  | 'server'
  | 'http'
  // the way there and back
  | 'network'
  | 'timeout'
  | 'aborted'
  | 'canceled'
  | 'unreadable-response'
  | 'not-dataverse'

/**
 * Which step of a server-to-server set-up has to be done again: 1 the app registration with its credential, 2 the
 * application user with its security role, 3 getting a token, 4 the call itself.
 */
export type SetupStep = 1 | 2 | 3 | 4
