import { decodeAccessToken } from './access-token-claims.ts'
import { aadstsExplanations } from './aadsts.ts'
import { AuthError } from './auth-error.ts'
import { CachedCredential, type TokenKey } from './cached-credential.ts'
import { commandOutput, type CommandLineTool } from './command-output.ts'
import { checkMilliseconds, checkTenantId } from './options.ts'
import { withoutTokens } from './without-tokens.ts'
import type { FetchedToken, TokenProviderOptions } from './token-provider.ts'

/** What the credentials of command line tools take. The tools keep tokens themselves, so no store is offered. */
export interface CommandLineOptions extends Pick<TokenProviderOptions, 'now' | 'random' | 'maxEntries'> {
  /** Tenant (directory) id or domain. Default: the one that the tool is signed in to. */
  readonly tenantId?: string
  /** How long the tool may take, in milliseconds. Default 13,000: its first start after a boot is slow. */
  readonly processTimeout?: number
}

/** How a tool is asked, and what it says. */
export interface CommandLineProtocol {
  readonly tool: CommandLineTool
  /** Arguments that ask for a token. */
  readonly args: (key: TokenKey, tenantId: string | undefined) => readonly string[]
  /** The token in what the tool printed, parsed; undefined where there is none. */
  readonly read: (answer: Readonly<Record<string, unknown>>) => FetchedToken | undefined
  /** Whether the tool says that nobody is signed in. */
  readonly isSignedOut: RegExp
}

const defaultProcessTimeout = 13_000

/** What {@link azureCli} and {@link azureDeveloperCli} return: whoever is signed in to a tool of this machine. */
export class CommandLineCredential extends CachedCredential {
  constructor(protocol: CommandLineProtocol, { tenantId, ...options }: CommandLineOptions) {
    checkMilliseconds(options.processTimeout, 'processTimeout')
    const timeout = options.processTimeout ?? defaultProcessTimeout
    super(
      {
        identity: [protocol.tool.command, tenantId ?? ''],
        tenantId,
        // The tool is told the tenant; without one in the options a caller may name it.
        allowsTenant: (asked) => tenantId === undefined && checkTenantId(asked) === asked,
        fetchToken: (key) => askTool(protocol, key, key.tenantId ?? tenantId, timeout),
      },
      options,
    )
  }
}

async function askTool(
  { tool, args, read, isSignedOut }: CommandLineProtocol,
  key: TokenKey,
  tenantId: string | undefined,
  timeout: number,
): Promise<FetchedToken> {
  const login = tenantId === undefined ? tool.login : `${tool.login} ${tenantArgument(tool, tenantId)}`
  if (key.claims !== undefined) throw needsPerson(tool, login, key.claims)
  checkScope(key.scope, tool)
  const { exitCode, stdout, stderr } = await commandOutput(tool, args(key, tenantId), timeout)
  if (exitCode !== 0) throw failed(tool, login, `${stderr}\n${stdout}`, isSignedOut)
  const token = readToken(stdout, read)
  if (token === undefined) throw unreadable(tool)
  checkTenant(token, tenantId, tool, login)
  return token
}

function tenantArgument({ command }: CommandLineTool, tenantId: string): string {
  return command === 'az' ? `--tenant ${tenantId}` : `--tenant-id ${tenantId}`
}

/** On Windows arguments pass through the command interpreter, to which a host such as `a&b` would be two commands. */
function checkScope(scope: string, { name }: CommandLineTool): void {
  if (/^[\w.:/-]+$/.test(scope)) return
  throw new TypeError(`scopes: ${name} takes letters, digits and _ - . : / only, not ${JSON.stringify(scope)}`)
}

function readToken(stdout: string, read: CommandLineProtocol['read']): FetchedToken | undefined {
  try {
    const answer: unknown = JSON.parse(stdout)
    return typeof answer === 'object' && answer !== null ? read({ ...answer }) : undefined
  } catch {
    return undefined
  }
}

/** The tools fall back to the tenant they know; a token of another one would fail later and say less. */
function checkTenant(
  { token }: FetchedToken,
  tenantId: string | undefined,
  { name }: CommandLineTool,
  login: string,
): void {
  if (tenantId === undefined || tenantId.includes('.')) return
  const actual = tenantOf(token)
  if (actual === undefined || actual.toLowerCase() === tenantId.toLowerCase()) return
  throw new AuthError(`${name} gave a token of tenant ${actual}, not of ${tenantId}`, {
    code: 'tenant-mismatch',
    fix: `Run ${login}.`,
    step: 3,
    retryable: false,
  })
}

function tenantOf(token: string): string | undefined {
  try {
    return decodeAccessToken(token).tid
  } catch {
    // No JWT: the resource will say what it thinks of it.
    return undefined
  }
}

function failed({ name }: CommandLineTool, login: string, said: string, isSignedOut: RegExp): AuthError {
  const aadsts = Number(/AADSTS(\d+)/.exec(said)?.[1] ?? Number.NaN)
  const known = aadstsExplanations.get(aadsts)
  if (known === undefined && isSignedOut.test(said)) {
    return new AuthError(`Nobody is signed in to ${name}`, {
      code: 'tool-not-signed-in',
      fix: `Run ${login}.`,
      step: 3,
      retryable: false,
    })
  }
  return new AuthError(`${name} gave no token: ${firstLine(said)}`, {
    code: known?.code ?? 'rejected',
    fix: known === undefined ? `Run ${login}, and try again.` : `${known.fix} Signing in again is ${login}.`,
    step: known?.step ?? 3,
    retryable: known?.retryable ?? false,
    aadsts: Number.isNaN(aadsts) ? undefined : aadsts,
  })
}

/** The tool's own words, one line, without anything that looks like a token. */
function firstLine(said: string): string {
  const line = said.split('\n').find((one) => one.trim() !== '') ?? 'it said nothing'
  return withoutTokens(line.trim().replace(/^ERROR: /, '')).slice(0, 300)
}

function unreadable({ name, command }: CommandLineTool): AuthError {
  return new AuthError(`${name} printed something that is no token`, {
    code: 'response-unreadable',
    fix: `Update it: ${command} --version says what is installed.`,
    step: 3,
    retryable: false,
  })
}

function needsPerson({ name }: CommandLineTool, login: string, claims: string): AuthError {
  return new AuthError(`${name} cannot ask for the claims that the resource demands`, {
    code: 'interaction-required',
    fix: `Run ${login}, so that the sign-in is a fresh one.`,
    step: 3,
    retryable: false,
    claims,
  })
}
