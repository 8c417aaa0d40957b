import type { DynamicsErrorCode, SetupStep } from './error-code.ts'
import { printablePath } from './printable-path.ts'

/** What is known of a failure. */
export interface DynamicsErrorDetails<Code extends DynamicsErrorCode = DynamicsErrorCode> {
  readonly code: Code
  /** What went wrong, as the end of a sentence; no row data. */
  readonly problem: string
  readonly method?: string
  /** As sent; values are taken out before it is kept. */
  readonly path?: string
  readonly status?: number
  readonly dataverseCode?: string
  readonly serviceMessage?: string
  readonly requestId?: string
  readonly retryAfterMs?: number
  readonly step?: SetupStep
  /** The step is put in front. */
  readonly fix?: string
  readonly cause?: unknown
}

const STEP_NAMES: Readonly<Record<SetupStep, string>> = {
  1: 'app registration',
  2: 'application user',
  3: 'access token',
  4: 'Web API call',
}

/** Registered, so that errors of another copy of this package are known too. */
const BRAND: unique symbol = Symbol.for('@dynamics-kit/client/DynamicsError') as never

/**
 * An operation that failed. Decide by `code`; `fix` says what to do about it, where that is known.
 *
 * The message never holds row data, secrets or tokens.
 */
export class DynamicsError<Code extends DynamicsErrorCode = DynamicsErrorCode> extends Error {
  readonly code: Code
  /** HTTP status; absent when there was no answer. */
  declare readonly status?: number
  /** Dataverse's own code in hex, lower case: `0x80072560`. */
  declare readonly dataverseCode?: string
  /** What the service said, in full. It may quote row data, so it is kept out of `message` where it does, and out of logs. */
  declare readonly serviceMessage?: string
  declare readonly method?: string
  /** Below the service root, without the values of the query: `accounts?$select&$filter`. */
  declare readonly path?: string
  /** For Microsoft support: `REQ_ID` or `x-ms-service-request-id`. */
  declare readonly requestId?: string
  /** Milliseconds after which the service will listen again. */
  declare readonly retryAfterMs?: number
  /**
   * An earlier attempt may have been done, and its answer was lost: what is refused now may be what this program has done
   * itself. Read the row before you decide.
   */
  declare readonly afterLostAnswer?: true
  /** The step of the set-up to do again. */
  declare readonly step?: SetupStep
  /** What to do, in plain words, beginning with the step: `Step 2 (application user): In the Power Platform admin center …` */
  declare readonly fix?: string

  constructor(given: DynamicsErrorDetails<Code>) {
    const details = withStepInFix(given)
    const { code, problem, path, cause, serviceMessage, ...known } = details
    const where = path === undefined ? undefined : printablePath(path)
    super(
      messageOf({ ...details, ...(where !== undefined && { path: where }), problem }),
      cause === undefined ? {} : { cause },
    )
    this.code = code
    Object.assign(this, known, where === undefined ? undefined : { path: where })
    if (serviceMessage !== undefined) Object.defineProperty(this, 'serviceMessage', { value: serviceMessage })
    Object.defineProperty(this, BRAND, { value: true })
    Object.defineProperty(this, 'name', { value: new.target.name, configurable: true })
  }
}

function withStepInFix<Details extends DynamicsErrorDetails>(details: Details): Details {
  const { step, fix } = details
  if (step === undefined || fix === undefined) return details
  return { ...details, fix: `Step ${step} (${STEP_NAMES[step]}): ${fix}` }
}

/** `GET accounts failed with 403 (0x80040220): … Fix: …` */
function messageOf({ method, path, status, dataverseCode, problem, fix }: DynamicsErrorDetails): string {
  const what = method === undefined ? 'The operation' : `${method} ${path ?? ''}`.trimEnd()
  const answer = [
    status === undefined ? '' : ` with ${status}`,
    dataverseCode === undefined ? '' : ` (${dataverseCode})`,
  ]
  const sentence = `${what} failed${answer.join('')}: ${problem}`
  return `${sentence.replace(/[.\s]+$/, '')}.${fix === undefined ? '' : ` ${fix}`}`
}

/** The service could not be reached, or the connection broke. */
export class NetworkError extends DynamicsError<'network'> {
  /** What broke, where the runtime tells; browsers do not. */
  declare readonly reason: NetworkReason

  constructor({
    reason = 'unknown',
    ...details
  }: DynamicsErrorDetails<'network'> & { readonly reason?: NetworkReason }) {
    super(details)
    Object.assign(this, { reason })
  }
}

/**
 * What broke: the name was not found, the connection was refused, not made in time, or not trusted (TLS), it was lost before
 * the answer began or while it came.
 */
export type NetworkReason = 'dns' | 'refused' | 'connect-timeout' | 'tls' | 'connection-lost' | 'unknown'
/** The service took longer than the client's `timeout`, or than an `AbortSignal.timeout`. */
export class TimeoutError extends DynamicsError<'timeout'> {}
/** The caller's signal was aborted; `cause` is its reason. */
export class AbortedError extends DynamicsError<'aborted'> {}
/** An answer that is not what the Web API answers. */
export class UnreadableResponseError extends DynamicsError<'unreadable-response'> {}

/** Whether a value is a {@link DynamicsError}, of this copy of the package or another. */
export function isDynamicsError(value: unknown): value is DynamicsError {
  return typeof value === 'object' && value !== null && (value as { readonly [BRAND]?: unknown })[BRAND] === true
}
