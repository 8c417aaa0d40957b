import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { profileFile } from '../profile/profile-file.ts'
import { CommandFailure } from './command-failure.ts'

/** Environment variables, as in `process.env`. */
export type Variables = Readonly<Record<string, string | undefined>>

/** Where settings come from besides the process. */
export interface SettingsOptions {
  readonly envFile?: string
  /** Name of a file that is kept for the commands: see {@link profileFile}. */
  readonly profile?: string
}

/** The variables of this process; over them those of a profile, and over these those of a file in the form of `.env`. */
export function readVariables({
  envFile,
  profile = process.env['DYNAMICS_PROFILE'] || undefined,
}: SettingsOptions): Variables {
  return {
    ...process.env,
    ...(profile !== undefined && readEnvFile(profileFile(profile), '--profile')),
    ...(envFile !== undefined && readEnvFile(envFile, '--env-file')),
  }
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
