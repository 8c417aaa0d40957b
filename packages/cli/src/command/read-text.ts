import { readFile } from 'node:fs/promises'
import type { Terminal } from '../terminal.ts'
import { CommandFailure } from './command-failure.ts'
import { fileProblem } from './file-problem.ts'

/** `-` for stdin, `@file` for a file, anything else for itself. @throws CommandFailure `usage` */
export async function readText(text: string, terminal: Terminal, argument: string): Promise<string> {
  if (text === '-') return (await terminal.input?.()) ?? ''
  if (!text.startsWith('@')) return text
  const file = text.slice(1)
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new CommandFailure('usage', `${argument}: ${file} ${fileProblem(error)}`, { cause: error })
  }
}
