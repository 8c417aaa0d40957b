// Step 2: make the app a user of the Dynamics environment, with a security role.
// Needs: step 1, and an administrator (AZURE_…) who is a System Administrator of the environment in DYNAMICS_URL.
import { createClient } from '@dynamics-kit/client'
import { addApplicationUser } from '@dynamics-kit/setup'
import { headline, line } from './print.ts'
import { administrator, dynamicsUrl, loadApp } from './settings.ts'

headline('2  Make it an application user of the environment')

const app = loadApp()
if (!app) throw new Error('No app was registered for this tenant yet: run step 1 first')

await addApplicationUser({
  dynamics: createClient({ url: dynamicsUrl(), credential: administrator() }),
  clientId: app.clientId,
  roles: ['Basic User'],
  onProgress: ({ outcome, subject, detail }) => line(outcome, subject, detail),
})
