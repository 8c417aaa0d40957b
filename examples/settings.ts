import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { clientSecret, cloudOf, fromEnvironment, type ClientSecretCredential } from '@dynamics-kit/auth'

/** The credentials of the app that step 1 registers; steps 2 to 4 read them. */
export interface SavedApp {
  readonly tenantId: string
  readonly clientId: string
  readonly clientSecret: string
}

/** `DYNAMICS_URL`: the environment, as copied from a browser's address bar. */
export function dynamicsUrl(): string {
  const url = process.env['DYNAMICS_URL']
  if (!url)
    throw new TypeError(
      'DYNAMICS_URL: is missing; give the environment’s URL, such as https://contoso.crm4.dynamics.com',
    )
  return url
}

/** Microsoft Graph of the environment's cloud; `GRAPH_URL` names another, such as an emulator's. */
export function graphUrl(): string {
  return process.env['GRAPH_URL'] || (cloudOf(new URL(dynamicsUrl()).host)?.graph ?? 'https://graph.microsoft.com')
}

/** Who may register apps and add application users: the app in `AZURE_TENANT_ID`, `AZURE_CLIENT_ID`, `AZURE_CLIENT_SECRET`. */
export function administrator(): ClientSecretCredential {
  return fromEnvironment()
}

/** The app of step 1; without one, the app in the environment, so that steps 3 and 4 also run on their own. */
export function integration(): ClientSecretCredential {
  const saved = loadApp()
  const authority = process.env['AZURE_AUTHORITY_HOST']
  return saved ? clientSecret({ ...saved, ...(authority && { authority }) }) : fromEnvironment()
}

/** What step 1 saved for this environment, if it ran. */
export function loadApp(): SavedApp | undefined {
  return existsSync(appFile()) ? (JSON.parse(readFileSync(appFile(), 'utf8')) as SavedApp) : undefined
}

/** Keeps the app for the next steps, readable by this user only. */
export function saveApp(app: SavedApp): void {
  mkdirSync(dirname(appFile()), { recursive: true })
  writeFileSync(appFile(), `${JSON.stringify(app, null, 2)}\n`, { mode: 0o600 })
}

function appFile(): string {
  const tenant = process.env['AZURE_TENANT_ID'] ?? 'unknown'
  return join(import.meta.dirname, '.cache', `app-${tenant.toLowerCase()}.json`)
}
