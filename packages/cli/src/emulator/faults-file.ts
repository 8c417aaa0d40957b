import { type FakeDynamics, planFault } from '@dynamics-kit/testing'
import { CommandFailure } from '../command/command-failure.ts'
import { readFileText } from '../command/read-text.ts'

/**
 * Lets the fake fail as a file says.
 *
 * @throws CommandFailure `usage`, naming the file, the entry and what is wrong with it
 */
export async function planFaults(fake: FakeDynamics, file: string): Promise<void> {
  const entries = await readEntries(file)
  for (const [index, entry] of entries.entries()) {
    try {
      planFault(fake, entry)
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error)
      throw new CommandFailure('usage', `--faults: ${file}, entry ${index + 1}: ${problem}`, { cause: error })
    }
  }
}

async function readEntries(file: string): Promise<readonly unknown[]> {
  const text = await readFileText(file, '--faults')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    throw new CommandFailure('usage', `--faults: ${file} is not JSON: ${problem}`, { cause: error })
  }
  if (Array.isArray(value)) return value
  throw new CommandFailure(
    'usage',
    `--faults: ${file} must hold an array, like [{"fail": "AnswerLost", "on": "create"}]`,
  )
}
