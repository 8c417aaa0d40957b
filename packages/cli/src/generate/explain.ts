import { CommandFailure } from '../command/command-failure.ts'
import type { Terminal } from '../terminal.ts'
import { exitCode } from '../exit-code.ts'
import { GenerateCommandError } from './generate-command-error.ts'

/** Prints an error and gives the exit code. Errors of the service and of signing in say themselves what to do. */
export function explain(error: unknown, terminal: Terminal): number {
  const problem = error instanceof Error ? error.message : String(error)
  const fix = error instanceof Error && 'fix' in error && typeof error.fix === 'string' ? error.fix : undefined
  const said = fix === undefined || problem.includes(fix) ? '' : `\n${fix}`
  terminal.error(`dynamics-kit: ${problem}${said}\n`)
  const isUsage =
    (error instanceof GenerateCommandError && (error.code === 'usage' || error.code === 'unreadableFile')) ||
    (error instanceof CommandFailure && error.code === 'usage')
  return isUsage ? exitCode.usage : exitCode.failed
}
