import type { Seed } from '@dynamics-kit/testing'

/** A few companies that every reader of Microsoft's documentation knows. */
export const contosoSeed: Seed = {
  contacts: [
    { contactid: 'c0000000-0000-4000-8000-000000000001', firstname: 'Yvonne', lastname: 'McKay' },
    { contactid: 'c0000000-0000-4000-8000-000000000002', firstname: 'Susanna', lastname: 'Stubberod' },
  ],
  accounts: [
    {
      accountid: 'a0000000-0000-4000-8000-000000000001',
      name: 'Contoso',
      accountnumber: 'C-1',
      revenue: 20_000_000,
      'primarycontactid@odata.bind': '/contacts(c0000000-0000-4000-8000-000000000001)',
    },
    {
      accountid: 'a0000000-0000-4000-8000-000000000002',
      name: 'Fabrikam',
      accountnumber: 'F-1',
      revenue: 5_000_000,
      'primarycontactid@odata.bind': '/contacts(c0000000-0000-4000-8000-000000000002)',
    },
    {
      accountid: 'a0000000-0000-4000-8000-000000000003',
      name: 'Adventure Works',
      accountnumber: 'A-1',
      revenue: 300_000,
    },
  ],
}
