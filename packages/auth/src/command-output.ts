import { builtin } from './builtin.ts'
import { AuthError } from './auth-error.ts'

/** A tool of the developer's machine that can give tokens. */
export interface CommandLineTool {
  /** `az` */
  readonly command: string
  /** `Azure CLI` */
  readonly name: string
  /** Where it comes from. */
  readonly installAt: string
  /** What signs it in: `az login`. */
  readonly login: string
}

/** What a tool printed. */
export interface CommandOutput {
  /** 0 when it worked. */
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/**
 * Runs a tool and waits for it. On Windows these tools are batch files, which only the command interpreter runs; callers
 * have checked every argument.
 *
 * @throws {AuthError} `tool-missing` when it is not installed, `timeout` when it does not end.
 */
export function commandOutput(tool: CommandLineTool, args: readonly string[], timeout: number): Promise<CommandOutput> {
  const windows = process.platform === 'win32'
  const command = windows ? (process.env['ComSpec'] ?? 'cmd.exe') : tool.command
  const all = windows ? ['/d', '/s', '/c', [tool.command, ...args].join(' ')] : [...args]
  // Not the current directory: Windows would look for the tool there first.
  const cwd = windows ? (process.env['SystemRoot'] ?? 'C:\\') : '/'
  return new Promise((resolve, reject) => {
    builtin('node:child_process').execFile(
      command,
      all,
      { cwd, timeout, maxBuffer: 1_048_576, windowsHide: true },
      (error, stdout, stderr) => {
        if (error === null) return resolve({ exitCode: 0, stdout, stderr })
        if (error.code === 'ENOENT' || isUnknownCommand(stderr)) return reject(missing(tool))
        if (error.killed === true) return reject(late(tool, timeout))
        return resolve({ exitCode: typeof error.code === 'number' ? error.code : 1, stdout, stderr })
      },
    )
  })
}

/** What cmd.exe says in English; in other languages the tool's own failure is shown. */
function isUnknownCommand(stderr: string): boolean {
  return process.platform === 'win32' && stderr.includes('is not recognized')
}

function missing({ command, name, installAt }: CommandLineTool): AuthError {
  return new AuthError(`${name} is not installed: there is no ${command} on PATH`, {
    code: 'tool-missing',
    fix: `Install it from ${installAt}, or use another credential.`,
    step: 3,
    retryable: false,
  })
}

function late({ command, name }: CommandLineTool, timeout: number): AuthError {
  return new AuthError(`${name} did not answer within ${timeout} ms`, {
    code: 'timeout',
    fix: `Run ${command} by hand and see what it waits for.`,
    step: 3,
    retryable: true,
  })
}
