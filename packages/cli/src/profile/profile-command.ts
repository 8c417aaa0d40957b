import { chmod, copyFile, mkdir, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Command } from 'commander'
import { CommandFailure } from '../command/command-failure.ts'
import { runCommand } from '../command/run-command.ts'
import { readEnvFile } from '../command/settings.ts'
import { exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import { existingProfile, profileFile, profileNames } from './profile-file.ts'

/** Adds `profile`; `done` gets the exit code. */
export function addProfileCommand(program: Command, terminal: Terminal, done: (code: number) => void): void {
  const run = async (command: () => Promise<number>): Promise<void> => done(await runCommand(terminal, command))
  const profile = program
    .command('profile')
    .description('Settings of environments under names, for --profile and DYNAMICS_PROFILE')
    .addHelpText(
      'after',
      `
Examples:
  dynamics-kit profile save contoso-test --env-file .env
  dynamics-kit whoami --profile contoso-test
  dynamics-kit profile list

A profile is a copy of the file, which nobody else can read. Exit codes: 0 done, 1 failed, 2 usage error.`,
    )
  profile
    .command('save')
    .description('Keeps a file of variables under a name')
    .argument('<name>')
    .requiredOption('--env-file <file>', 'the file, such as .env')
    .option('--force', 'replaces a profile of this name', false)
    .action((name: string, options: SaveOptions) => run(() => save(name, options, terminal)))
  profile
    .command('list')
    .description('Names, environments and client ids')
    .option('--json', 'prints them as a JSON array', false)
    .action((options: ListOptions) => run(() => list(options, terminal)))
  profile
    .command('remove')
    .description('Forgets a profile')
    .argument('<name>')
    .action((name: string) => run(() => remove(name)))
}

interface SaveOptions {
  readonly envFile: string
  readonly force: boolean
}

async function save(name: string, { envFile, force }: SaveOptions, terminal: Terminal): Promise<number> {
  const file = profileFile(name)
  const { DYNAMICS_URL: url } = readEnvFile(envFile, '--env-file')
  if (url === undefined || url === '') throw new CommandFailure('usage', `--env-file: ${envFile} has no DYNAMICS_URL.`)
  const { parseEnvironmentUrl } = await import('@dynamics-kit/client')
  parseEnvironmentUrl(url)
  if (!force && profileNames().includes(name))
    throw new CommandFailure('usage', `There is a profile ${name} already; --force replaces it.`)
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  await copyFile(envFile, file)
  await chmod(file, 0o600)
  terminal.out(`${name}  ${url}\n`)
  return exitCode.ok
}

interface ListOptions {
  readonly json: boolean
}

async function list({ json }: ListOptions, terminal: Terminal): Promise<number> {
  const found = profileNames()
  if (json) {
    const profiles = found.map((name) => {
      const { DYNAMICS_URL: url, AZURE_CLIENT_ID: clientId } = readEnvFile(profileFile(name), '--profile')
      return { name, url, clientId }
    })
    terminal.out(`${JSON.stringify(profiles, undefined, 2)}\n`)
    return exitCode.ok
  }
  if (found.length === 0) terminal.error('There are none. Make one: dynamics-kit profile save <name> --env-file .env\n')
  const width = Math.max(0, ...found.map((name) => name.length))
  for (const name of found) {
    const { DYNAMICS_URL: url = '', AZURE_CLIENT_ID: clientId = '' } = readEnvFile(profileFile(name), '--profile')
    terminal.out(`${name.padEnd(width)}  ${url}  ${clientId}`.trimEnd() + '\n')
  }
  return exitCode.ok
}

async function remove(name: string): Promise<number> {
  await rm(existingProfile(name))
  return exitCode.ok
}
