import { Command, CommanderError, Help, type Option } from 'commander'
import { addEmulatorCommand } from './emulator/emulator-command.ts'
import { exitCode } from './exit-code.ts'
import { addCompleteCommand } from './complete/complete-command.ts'
import { addDoctorCommand } from './doctor/doctor-command.ts'
import { addExportCommand } from './export/export-command.ts'
import { addGenerateCommand } from './generate/generate-command.ts'
import { addImportCommand } from './import/import-command.ts'
import type { Terminal } from './terminal.ts'
import { processTerminal } from './terminal.ts'
import { addProfileCommand } from './profile/profile-command.ts'
import { addQueryCommand } from './query/query-command.ts'
import { addRecordCommand } from './record/record-command.ts'
import { addRequestCommand } from './request/request-command.ts'
import { addRotateCommand } from './rotate/rotate-command.ts'
import { addSetupCommand } from './setup/setup-command.ts'
import { addTeardownCommand } from './teardown/teardown-command.ts'
import { addTokenCommand } from './token/token-command.ts'
import { addWhoAmICommand } from './who-am-i/who-am-i-command.ts'
import { version } from './version.ts'

/** An option in the help. That a flag is not set by default goes without saying. */
function describe(this: Help, option: Option): string {
  if (option.defaultValue !== false) return Help.prototype.optionDescription.call(this, option)
  return option.description
}

/** The command with everything it touches of the outside world given to it. */
export interface Program {
  /** Runs the arguments behind `dynamics-kit` and gives the exit code. Errors are printed, never thrown. */
  run(args: readonly string[]): Promise<number>
}

export function createProgram(terminal: Terminal = processTerminal()): Program {
  return {
    async run(args) {
      let code: number = exitCode.ok
      const program = new Command('dynamics-kit')
        .description(
          'Microsoft Dynamics 365 (Dataverse) without a user: set-up, what is broken, typed tables, queries, and an emulator of Entra ID, Microsoft Graph and the Web API.',
        )
        .version(version)
        .exitOverride()
        .configureOutput({ writeOut: terminal.out, writeErr: terminal.error })
        .configureHelp({ optionDescription: describe })
        .showHelpAfterError('(dynamics-kit --help shows what there is)')
        .addHelpText('after', '\nExit codes: 0 done, 1 failed, 2 usage error.')

      const done = (ended: number): void => {
        code = ended
      }
      addEmulatorCommand(program, terminal, done)
      addGenerateCommand(program, terminal, done)
      addSetupCommand(program, terminal, done)
      addRotateCommand(program, terminal, done)
      addTeardownCommand(program, terminal, done)
      addDoctorCommand(program, terminal, done)
      addTokenCommand(program, terminal, done)
      addWhoAmICommand(program, terminal, done)
      addQueryCommand(program, terminal, done)
      addRequestCommand(program, terminal, done)
      addExportCommand(program, terminal, done)
      addImportCommand(program, terminal, done)
      addRecordCommand(program, terminal, done)
      addProfileCommand(program, terminal, done)

      for (const command of program.commands)
        command.showHelpAfterError(`(dynamics-kit ${command.name()} --help shows what there is)`)

      try {
        await addCompleteCommand(program, args, terminal)
        await program.parseAsync([...args], { from: 'user' })
        return code
      } catch (error) {
        if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.ok : exitCode.usage
        terminal.error(`dynamics-kit: ${error instanceof Error ? error.message : String(error)}\n`)
        return exitCode.failed
      }
    },
  }
}
