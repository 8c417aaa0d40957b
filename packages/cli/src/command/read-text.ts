import { readFile } from 'node:fs/promises'
import type { Terminal } from '../terminal.ts'
import { CommandFailure } from './command-failure.ts'
import { fileProblem } from './file-problem.ts'
import { withoutMark } from './without-mark.ts'

/** `-` for stdin, `@file` for a file, anything else for itself. @throws CommandFailure `usage` */
export async function readText(text: string, terminal: Terminal, argument: string): Promise<string> {
  if (text === '-') return (await terminal.input?.()) ?? ''
  if (!text.startsWith('@')) return text
  return readFileText(text.slice(1), argument)
}

/** @throws CommandFailure `usage` */
export async function readFileText(file: string, argument: string): Promise<string> {
  try {
    return withoutMark(await readFile(file, 'utf8'))
  } catch (error) {
    throw new CommandFailure('usage', `${argument}: ${file} ${fileProblem(error)}`, { cause: error })
  }
}
