import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { CommandFailure } from './command-failure.ts'

/** Environment variables, as in `process.env`. */
export type Variables = Readonly<Record<string, string | undefined>>

/** The variables of this process, and over them those of a file in the form of `.env`. */
export function readVariables(envFile: string | undefined): Variables {
  return envFile === undefined ? process.env : { ...process.env, ...readEnvFile(envFile, '--env-file') }
}

/** @throws CommandFailure `usage` when it cannot be read. */
export function readEnvFile(file: string, option: string): Variables {
  try {
    return parseEnv(readFileSync(file, 'utf8'))
  } catch (error) {
    const { code = 'unknown reason' } = error as { readonly code?: string }
    throw new CommandFailure('usage', `${option}: ${file} cannot be read (${code})`, { cause: error })
  }
}
