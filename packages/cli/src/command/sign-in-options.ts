import type { Command } from 'commander'
import type { SettingsOptions } from './settings.ts'

/** What every command that calls an environment takes. */
export interface SignInOptions extends SettingsOptions {
  readonly url?: string
  /** `true` for the machine’s own, or the client id of one. */
  readonly managedIdentity?: string | boolean
}

export function addSignInOptions(command: Command): Command {
  return command
    .option('--url <url>', 'the environment (default: DYNAMICS_URL)')
    .option('--profile <name>', 'reads variables from the profile of this name (default: DYNAMICS_PROFILE)')
    .option('--env-file <file>', 'also reads variables from a file such as .env')
    .option('--managed-identity [client-id]', 'signs in as the managed identity of this machine')
}
