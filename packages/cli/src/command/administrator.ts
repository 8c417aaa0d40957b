import { existsSync } from 'node:fs'
import { deviceCode, interactiveBrowser } from '@dynamics-kit/auth'
import type { TokenCredential } from '@dynamics-kit/client'
import { appOf } from './app-of.ts'
import { CommandFailure } from './command-failure.ts'
import { developer } from './developer.ts'
import { readSettings, type Variables } from './settings.ts'
import type { Terminal } from '../terminal.ts'

/** Who may change app registrations, and users of an environment. */
export interface AdministratorOptions {
  /** `azure-cli`, `device-code`, `browser`, or a file with the `AZURE_…` variables of an app. */
  readonly admin?: string
  /** The app registration that a person signs in to. */
  readonly adminClientId?: string
}

/** @throws CommandFailure when something is missing for the way that was asked for. */
export function administratorOf(
  { admin, adminClientId }: AdministratorOptions,
  variables: Variables,
  terminal: Terminal,
): TokenCredential | undefined {
  if (admin === undefined) return undefined
  const tenantId = variables['AZURE_TENANT_ID'] || undefined
  if (admin === 'azure-cli') {
    return developer(
      tenantId === undefined ? {} : { tenantId },
      'name the administrator with --admin: device-code, browser, or a file such as admin.env',
    )
  }
  const own = ownVariables(admin)
  if (own && !own['AZURE_CLIENT_ID']) {
    throw new CommandFailure(
      'usage',
      `--admin: ${admin} has no AZURE_CLIENT_ID: it is to be a file with the AZURE_… variables of an app.`,
    )
  }
  if (own) return appOf({ ...withoutProof(variables), ...own })
  if (adminClientId === undefined || tenantId === undefined) {
    throw new CommandFailure(
      'usage',
      `--admin ${admin} needs AZURE_TENANT_ID, and --admin-client-id: an app registration that allows public client flows.`,
    )
  }
  const host = variables['AZURE_AUTHORITY_HOST'] || undefined
  const app = { tenantId, clientId: adminClientId, ...(host !== undefined && { authority: host }) }
  if (admin === 'browser') return interactiveBrowser(app)
  return deviceCode({ ...app, onPrompt: ({ message }) => terminal.error(`${message}\n`) })
}

/** Where Microsoft Graph is, where the administrator’s file or the variables say that it is elsewhere. */
export function graphUrlOf({ admin }: AdministratorOptions, variables: Variables): string | undefined {
  return ownVariables(admin)?.['GRAPH_URL'] || variables['GRAPH_URL'] || undefined
}

/** What the administrator’s file says, where it is a file that names them. */
function ownVariables(admin: string | undefined): Variables | undefined {
  if (admin === undefined || ['azure-cli', 'device-code', 'browser'].includes(admin)) return undefined
  if (!existsSync(admin))
    throw new CommandFailure(
      'usage',
      `--admin: ${admin} does not exist; it is azure-cli, device-code, browser, or a file.`,
    )
  return readSettings(admin, '--admin')
}

/** The program’s own proof must not stand in for the administrator’s. */
function withoutProof(variables: Variables): Variables {
  return {
    ...variables,
    AZURE_CLIENT_ID: undefined,
    AZURE_CLIENT_SECRET: undefined,
    AZURE_CLIENT_CERTIFICATE_PATH: undefined,
    AZURE_FEDERATED_TOKEN_FILE: undefined,
  }
}
