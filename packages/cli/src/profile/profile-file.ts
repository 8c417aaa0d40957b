import { readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { CommandFailure } from '../command/command-failure.ts'

/** Where profiles are kept; `DYNAMICS_KIT_HOME` is another place for what this command keeps. */
function profileFolder(): string {
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

/** @throws CommandFailure `usage` when there is no such profile, with those that there are. */
export function existingProfile(name: string): string {
  const file = profileFile(name)
  const names = profileNames()
  if (names.includes(name)) return file
  const instead =
    names.length > 0 ? `There are: ${names.join(', ')}.` : `Make it: dynamics-kit profile save ${name} --env-file .env`
  throw new CommandFailure('usage', `There is no profile ${name}. ${instead}`)
}

/** In alphabetical order. */
export function profileNames(): readonly string[] {
  try {
    return readdirSync(profileFolder())
      .filter((file) => file.endsWith('.env'))
      .map((file) => file.slice(0, -'.env'.length))
      .toSorted()
  } catch {
    // The folder comes with the first profile.
    return []
  }
}
