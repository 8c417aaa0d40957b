import { readFile } from 'node:fs/promises'
import { type FakeDynamics, planFault } from '@dynamics-kit/testing'

/**
 * Lets the fake fail as a file says.
 *
 * @throws Error naming the file, the entry and what is wrong with it
 */
export async function planFaults(fake: FakeDynamics, file: string): Promise<void> {
  const entries = await readEntries(file)
  for (const [index, entry] of entries.entries()) {
    try {
      planFault(fake, entry)
    } catch (error) {
      throw new Error(
        `--faults: ${file}, entry ${index + 1}: ${error instanceof Error ? error.message : String(error)}`,
        {
          cause: error,
        },
      )
    }
  }
}

async function readEntries(file: string): Promise<readonly unknown[]> {
  let value: unknown
  try {
    value = JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    throw new Error(`--faults: ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
  if (Array.isArray(value)) return value
  throw new Error(`--faults: ${file} must hold an array, like [{"fail": "AnswerLost", "on": "create"}]`)
}
