import { builtin } from './builtin.ts'
import { AuthError } from './auth-error.ts'

/** Programs that open an address, by platform. None of them is a shell, so nothing in the address is interpreted. */
const openers: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  win32: ['rundll32.exe', 'url.dll,FileProtocolHandler'],
}

/**
 * Opens an address in the person's browser.
 *
 * @throws {AuthError} `tool-missing` when this machine has no program for it.
 */
export function openBrowser(url: string): Promise<void> {
  const [command, ...first] = openers[process.platform] ?? ['xdg-open']
  return new Promise((resolve, reject) => {
    const child = builtin('node:child_process').spawn(command, [...first, url], { stdio: 'ignore', detached: true })
    child.once('error', (cause) => reject(noBrowser(command, cause)))
    child.once('spawn', () => {
      child.unref()
      resolve()
    })
  })
}

function noBrowser(command: string, cause: unknown): AuthError {
  return new AuthError(`No browser could be opened: ${command} is not there`, {
    code: 'tool-missing',
    fix: 'Give openBrowser a function that shows the person the address, or use deviceCode() on machines without a browser.',
    step: 3,
    retryable: false,
    cause,
  })
}
