import type { AnswerHeaders } from '../http/answer.ts'
import { createError } from './create-error.ts'
import type { DynamicsError } from './dynamics-error.ts'

/** The error for an answer that no Web API gives: a sign-in page, a proxy, some other web site. */
export function notDataverse(
  method: string,
  path: string,
  { status, headers }: { readonly status: number; readonly headers: AnswerHeaders },
): DynamicsError {
  const type = headers.get('Content-Type')?.split(';')[0]
  const redirected = status === 0 || (status >= 300 && status < 400)
  return createError({
    code: 'not-dataverse',
    problem: redirected
      ? 'the answer is a redirect, which the Web API never sends'
      : `the answer is ${type === undefined ? 'not' : `${type}, not`} an answer of the Dataverse Web API`,
    method,
    path,
    status,
    step: 4,
    fix: 'Check the environment URL (Power Platform admin center > Manage > Environments > Environment URL) and whether a proxy stands between.',
  })
}
