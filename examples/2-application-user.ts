// Step 2: make the app a user of the Dynamics environment, with a security role.
// Needs: step 1, and an administrator (AZURE_…) who is a System Administrator of the environment in DYNAMICS_URL.
import { createClient } from '@dynamics-kit/client'
import { addApplicationUser, addSecurityRole, type TableAction } from '@dynamics-kit/setup'
import { headline, report } from './print.ts'
import { administrator, dynamicsUrl, store } from './settings.ts'

headline('2  Make it an application user of the environment')

const { AZURE_CLIENT_ID: clientId } = await store.load()
if (!clientId) throw new Error('No app was registered for this tenant yet: run step 1 first')

const dynamics = createClient({ url: dynamicsUrl(), credential: administrator() })
const name = 'Contoso integration'

// Just what step 4 does; System Administrator would work as well, and is more than a program should have.
const actions: TableAction[] = ['create', 'read', 'write', 'delete', 'append', 'appendTo']
await addSecurityRole({ dynamics, name, tables: { account: actions, contact: actions }, onProgress: report })

await addApplicationUser({ dynamics, clientId, roles: [name], onProgress: report })
