/** What went wrong, in words that do not change between versions. */
export type SetupErrorCode =
  | 'permission-missing'
  | 'not-signed-in'
  | 'tenant-mismatch'
  | 'name-ambiguous'
  | 'name-taken'
  | 'app-unknown'
  | 'secret-forbidden'
  | 'role-unknown'
  | 'privilege-unknown'
  | 'business-unit-unknown'
  | 'user-ambiguous'
  | 'user-outdated'
  | 'settings-differ'
  | 'credential-unusable'
  | 'no-access'
  | 'throttled'
  | 'not-replicated'
  | 'conflict'
  | 'unavailable'
  | 'network'
  | 'rejected'

/** What a {@link SetupError} is made of. Never a secret. */
export interface SetupErrorDetails {
  readonly code: SetupErrorCode
  /** What to do about it, in one or two sentences; the step is put in front. */
  readonly fix: string
  /** Which of the four set-up steps stopped: 1 app registration, 2 application user, 3 access token. */
  readonly step: 1 | 2 | 3
  readonly status?: number | undefined
  /** Error code of Microsoft Graph or Dataverse, such as `Authorization_RequestDenied`. */
  readonly serviceCode?: string | undefined
  /** Request id of the service, for a support ticket. */
  readonly requestId?: string | undefined
  readonly cause?: unknown
}

const stepNames = { 1: 'app registration', 2: 'application user', 3: 'access token' } as const

const brand = Symbol.for('@dynamics-kit/setup.SetupError')

/** A set-up step that could not be done. What was done before it stays done; a repeated run continues there. */
export class SetupError extends Error {
  override readonly name: string = 'SetupError'
  readonly code: SetupErrorCode
  /** What to do about it, beginning with the step: `Step 1 (app registration): Sign in as …` */
  readonly fix: string
  readonly step: 1 | 2 | 3
  readonly status: number | undefined
  readonly serviceCode: string | undefined
  readonly requestId: string | undefined

  constructor(message: string, details: SetupErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = details.code
    this.fix = `Step ${details.step} (${stepNames[details.step]}): ${details.fix}`
    this.step = details.step
    this.status = details.status
    this.serviceCode = details.serviceCode
    this.requestId = details.requestId
    Object.defineProperty(this, brand, { value: true })
  }
}

/** Whether `value` is a {@link SetupError}, also one of another copy of this package. */
export function isSetupError(value: unknown): value is SetupError {
  return value instanceof Error && brand in value
}
