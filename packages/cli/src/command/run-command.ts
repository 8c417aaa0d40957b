import { exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import { CommandFailure } from './command-failure.ts'

/** Does a command and gives its exit code. Errors of the services and of signing in say themselves what to do. */
export async function runCommand(terminal: Terminal, command: () => Promise<number>): Promise<number> {
  try {
    return await command()
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    const fix = error instanceof Error && 'fix' in error && typeof error.fix === 'string' ? error.fix : undefined
    terminal.error(`dynamics-kit: ${problem}${fix === undefined || problem.includes(fix) ? '' : `\n${fix}`}\n`)
    // A TypeError is what a package says of a setting before anything is sent.
    const isUsage = error instanceof TypeError || (error instanceof CommandFailure && error.code === 'usage')
    return isUsage ? exitCode.usage : exitCode.failed
  }
}
