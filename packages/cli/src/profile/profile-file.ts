import { homedir } from 'node:os'
import { join } from 'node:path'
import { CommandFailure } from '../command/command-failure.ts'

/** Where profiles are kept; `DYNAMICS_KIT_HOME` is another place for what this command keeps. */
export function profileFolder(): string {
  return join(process.env['DYNAMICS_KIT_HOME'] || join(homedir(), '.dynamics-kit'), 'profiles')
}

/**
 * A profile is a file of variables such as `.env`, in a place that every folder can name.
 *
 * @throws CommandFailure `usage` when the name could lead elsewhere.
 */
export function profileFile(name: string): string {
  if (!/^\w[\w.-]*$/.test(name))
    throw new CommandFailure('usage', `--profile: ${name} is no name; use letters, digits, dots and dashes.`)
  return join(profileFolder(), `${name}.env`)
}
