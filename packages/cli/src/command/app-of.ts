import { fromEnvironment, isAuthError, type AppCredential } from '@dynamics-kit/auth'
import { CommandFailure } from './command-failure.ts'
import type { Variables } from './settings.ts'

/** The app that the `AZURE_…` variables name. @throws CommandFailure `usage` where they say nothing of its proof. */
export function appOf(variables: Variables): AppCredential {
  try {
    return fromEnvironment(variables)
  } catch (error) {
    if (!isAuthError(error)) throw error
    // Whoever types a command need not know the function.
    const [, first = '', rest = ''] = /^fromEnvironment is not available here: (.)(.*)$/.exec(error.message) ?? []
    const problem = first === '' ? error.message : `${first.toUpperCase()}${rest}`
    throw new CommandFailure('usage', `${problem}\n${error.fix}`, { cause: error })
  }
}
