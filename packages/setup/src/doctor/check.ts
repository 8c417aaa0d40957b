import { isAuthError, type SetupStep } from '@dynamics-kit/auth'
import { isDynamicsError } from '@dynamics-kit/client'
import type { BadFinding, CheckName, Support } from './diagnosis.ts'
import type { Examination } from './examination.ts'

/** One thing that is looked at. */
export interface Check {
  readonly name: CheckName
  readonly title: string
  readonly step: SetupStep
  /** Checks without which this one has nothing to look at. */
  readonly needs: readonly CheckName[]
  /** Whether there is such a thing to look at. Default true. */
  applies?(examination: Examination): boolean
  /** `undefined` where that shows only now. */
  run(examination: Examination): Outcome | undefined | Promise<Outcome | undefined>
}

/** A finding before it has the name of its check. */
export type Outcome =
  | { readonly verdict: 'passed'; readonly evidence: string }
  | ({ readonly verdict: 'failed' | 'warning'; readonly step?: SetupStep } & Problem)
  | { readonly verdict: 'skipped'; readonly reason: string; readonly because?: CheckName }

export type Problem = Pick<BadFinding, 'cause' | 'evidence' | 'fix' | 'command' | 'repair' | 'support'>

export const passed = (evidence: string): Outcome => ({ verdict: 'passed', evidence })

export const failed = (problem: Problem & { readonly step?: SetupStep }): Outcome => ({ verdict: 'failed', ...problem })

export const warning = (problem: Problem & { readonly step?: SetupStep }): Outcome => ({
  verdict: 'warning',
  ...problem,
})

export const skipped = (reason: string, because?: CheckName): Outcome => ({
  verdict: 'skipped',
  reason,
  ...(because !== undefined && { because }),
})

/** An error of signing in or of the Web API in the words that it has for itself. */
export function problemOf(error: unknown): Problem & { readonly step: SetupStep } {
  if (isAuthError(error)) {
    return {
      cause: error.code,
      step: error.step,
      evidence: error.message,
      fix: withoutStep(error.fix),
      ...supportOf(error),
    }
  }
  if (isDynamicsError(error)) {
    const { fix = '', step = 4 } = error
    return {
      cause: error.code,
      step,
      evidence: (fix === '' ? error.message : error.message.replace(fix, '')).trim(),
      fix: withoutStep(fix) || 'Look the code up in “Web service error codes” on Microsoft Learn.',
      ...supportOf(error),
    }
  }
  throw error
}

function supportOf(error: { readonly [Name in keyof Support]?: string | undefined }): { readonly support?: Support } {
  const { correlationId, traceId, timestamp, requestId } = error
  const support = {
    ...(correlationId !== undefined && { correlationId }),
    ...(traceId !== undefined && { traceId }),
    ...(timestamp !== undefined && { timestamp }),
    ...(requestId !== undefined && { requestId }),
  }
  return Object.keys(support).length === 0 ? {} : { support }
}

/** `Step 1 (app registration): Create …` -> `Create …`; the finding has the step itself. */
const withoutStep = (fix: string): string => fix.replace(/^Step \d \([^)]*\): /, '')
