import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { existingProfile } from '../profile/profile-file.ts'
import { CommandFailure } from './command-failure.ts'
import { trustExtraCertificates } from './extra-certificates.ts'
import { fileProblem } from './file-problem.ts'
import { withoutMark } from './without-mark.ts'

/** Environment variables, as in `process.env`. */
export type Variables = Readonly<Record<string, string | undefined>>

/** Where settings come from besides the process. */
export interface SettingsOptions {
  readonly envFile?: string | undefined
  /** Name of a file that is kept for the commands: see {@link existingProfile}. */
  readonly profile?: string | undefined
}

/** The variables of this process; over them those of a profile, and over these those of a file in the form of `.env`. */
export function readVariables({
  envFile,
  profile = process.env['DYNAMICS_PROFILE'] || undefined,
}: SettingsOptions): Variables {
  return { ...process.env, ...namedVariables({ envFile, profile }) }
}

/** Of these alone those of the files that are named. @throws CommandFailure `usage` */
export function namedVariables({ envFile, profile }: SettingsOptions): Variables {
  return {
    ...(profile !== undefined && readSettings(existingProfile(profile), '--profile')),
    ...(envFile !== undefined && readSettings(envFile, '--env-file')),
  }
}

/** The variables of a file; the authorities that it names are trusted from then on. @throws CommandFailure `usage` */
export function readSettings(file: string, option: string): Variables {
  const variables = readEnvFile(file, option)
  const { NODE_EXTRA_CA_CERTS: certificates } = variables
  if (certificates !== undefined && certificates !== '') trustExtraCertificates(certificates, option)
  return variables
}

/** @throws CommandFailure `usage` when it cannot be read. */
export function readEnvFile(file: string, option: string): Variables {
  try {
    return parseEnv(withoutMark(readFileSync(file, 'utf8')))
  } catch (error) {
    throw new CommandFailure('usage', `${option}: ${file} ${fileProblem(error)}`, { cause: error })
  }
}
