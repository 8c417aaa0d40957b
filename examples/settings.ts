import { join } from 'node:path'
import { cloudOf, fromEnvironment, type AppCredential } from '@dynamics-kit/auth'
import { envFile } from '@dynamics-kit/setup'

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
export function administrator(): AppCredential {
  return fromEnvironment()
}

const tenant = process.env['AZURE_TENANT_ID'] ?? 'unknown'

/** Where step 1 keeps the app's settings, for the others: a file that only you can read. */
export const store = envFile(join(import.meta.dirname, '.cache', `app-${tenant.toLowerCase()}.env`))

/** The app of step 1; without one, the app in the environment, so that steps 3 and 4 also run on their own. */
export async function integration(): Promise<AppCredential> {
  return fromEnvironment({ ...process.env, ...(await store.load()) })
}
