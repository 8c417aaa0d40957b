// Its declarations are what an editor shows on hovering; see hover.test.ts.
import { createClient } from '@dynamics-kit/client'
import { accounts } from '../tables/accounts.ts'
// Where accounts lead to.
/* oxlint-disable import/no-unassigned-import -- for their types alone */
import '../tables/contacts.ts'
import '../tables/tasks.ts'

const dynamics = createClient({ url: 'https://contoso.crm.dynamics.com' })

export const rows = await dynamics
  .from(accounts)
  .select('name', 'statecode')
  .expand('primarycontactid', (contact) =>
    contact.select('fullname').expand('Contact_Tasks', (task) => task.select('subject')),
  )
  .all()

export const row = await dynamics.retrieve(accounts, '7eb682f1-ca75-e511-80d4-00155d2a68d1', {
  select: ['name', 'primarycontactid'],
})

export const query = dynamics.from(accounts).select('name')
