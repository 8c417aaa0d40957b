import { builtin } from '../builtin.ts'
import { unavailable, type Environment } from '../environment-variable.ts'
import { addressWith, type IdentityHost } from './token-request.ts'

/** Bytes a key file may have. */
const largestKeyFile = 4096

const defaultEndpoint = 'http://127.0.0.1:40342/metadata/identity/oauth2/token'

/** What of the machine Azure Arc needs; a test gives its own. */
export interface ArcMachine {
  readonly platform: string
  exists(path: string): boolean
  size(path: string): Promise<number>
  read(path: string): Promise<string>
}

/** The machine this runs on. */
export const thisMachine: ArcMachine = {
  platform: process.platform,
  exists: (path) => builtin('node:fs').existsSync(path),
  size: async (path) => (await builtin('node:fs/promises').stat(path)).size,
  read: (path) => builtin('node:fs/promises').readFile(path, 'utf8'),
}

/**
 * A server with the Azure Arc agent: `GET $IDENTITY_ENDPOINT`, answered with 401 and the name of a file that only privileged
 * programs of the machine can read; its content goes along with the second request.
 *
 * @see https://learn.microsoft.com/azure/azure-arc/servers/managed-identity-authentication
 */
export function azureArc(environment: Environment, machine: ArcMachine): IdentityHost | undefined {
  const { IDENTITY_ENDPOINT: given, IMDS_ENDPOINT: imds } = environment
  const endpoint = given && imds ? given : machine.exists(agentOf(machine, environment)) ? defaultEndpoint : undefined
  if (endpoint === undefined) return undefined
  return {
    name: 'Azure Arc',
    hasChallenge: true,
    request: (resource) => ({
      method: 'GET',
      url: addressWith(endpoint, { 'api-version': '2020-06-01', resource }),
      headers: { Metadata: 'true' },
    }),
  }
}

/**
 * The key in the file that a challenge names. Whoever answers at the endpoint chooses the file, so only the agent's own files
 * are read.
 *
 * @param challenge `Basic realm=/var/opt/azcmagent/tokens/….key`
 * @throws {AuthError} `credential-unavailable`
 */
export async function readArcKey(
  challenge: string | undefined,
  machine: ArcMachine,
  environment: Environment,
): Promise<string> {
  const path = /^Basic\s+realm="?([^"]+)"?$/i.exec(challenge?.trim() ?? '')?.[1]
  if (path === undefined || !isKeyFile(path, machine, environment)) {
    throw unavailable(
      'managedIdentity: Azure Arc named no key file of its agent, so nothing was read',
      'Check that the Azure Connected Machine agent, and nothing else, listens at IDENTITY_ENDPOINT.',
    )
  }
  try {
    if ((await machine.size(path)) <= largestKeyFile) return (await machine.read(path)).trim()
  } catch (error) {
    throw unavailable(
      `managedIdentity: the key file ${path} of Azure Arc cannot be read`,
      'Add the user this program runs as to the group himds (Linux) or “Hybrid agent extension applications” (Windows).',
      error,
    )
  }
  throw unavailable(
    `managedIdentity: the key file ${path} of Azure Arc is larger than ${largestKeyFile} bytes`,
    'Repair the Azure Connected Machine agent: such a file holds one short key.',
  )
}

function isKeyFile(path: string, { platform }: ArcMachine, environment: Environment): boolean {
  const rules = platform === 'win32' ? builtin('node:path').win32 : builtin('node:path').posix
  const folder =
    platform === 'win32'
      ? builtin('node:path').win32.join(
          environment['ProgramData'] ?? 'C:\\ProgramData',
          'AzureConnectedMachineAgent',
          'Tokens',
        )
      : '/var/opt/azcmagent/tokens'
  // `normalize` resolves `..`, so a file elsewhere cannot look like one in there.
  return rules.extname(path) === '.key' && rules.dirname(rules.normalize(path)) === folder
}

function agentOf({ platform }: ArcMachine, environment: Environment): string {
  if (platform !== 'win32') return '/opt/azcmagent/bin/himds'
  return builtin('node:path').win32.join(
    environment['ProgramFiles'] ?? 'C:\\Program Files',
    'AzureConnectedMachineAgent',
    'himds.exe',
  )
}
