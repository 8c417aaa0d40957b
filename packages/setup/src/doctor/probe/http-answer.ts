import { systemCode, unreachedBy, type Unreached } from './system-code.ts'

/** What came back from a host that was asked without anything secret. */
export type Reach =
  | { readonly host: string; readonly answered: true; readonly status: number; readonly headers: Headers }
  | {
      readonly host: string
      readonly answered: false
      readonly why: Unreached
      /** `ENOTFOUND`, or in words where the system has no code. */
      readonly code: string
    }

export function notReached(host: string, failure: unknown): Reach {
  const code = systemCode(failure)
  return { host, answered: false, why: unreachedBy(code), code: code ?? wordsOf(failure) }
}

/** The words of the innermost error; `fetch failed` says nothing. */
function wordsOf(failure: unknown): string {
  if (!(failure instanceof Error)) return 'no answer'
  return failure.cause instanceof Error ? wordsOf(failure.cause) : failure.message
}
