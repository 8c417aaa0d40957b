/** A page as the service answers it: `$select=name,revenue,statecode,createdon,primarycontactid` of so many accounts. */
export function pageOfAccounts(rows: number, nextLink?: string): string {
  return JSON.stringify({
    '@odata.context':
      'https://contoso.crm.dynamics.com/api/data/v9.2/$metadata#accounts(name,revenue,statecode,createdon,_primarycontactid_value)',
    value: Array.from({ length: rows }, (_, index) => ({
      '@odata.etag': `W/"${1_000_000 + index}"`,
      name: `Contoso ${index}`,
      revenue: 1000.5 * index,
      statecode: 0,
      createdon: '2024-04-05T18:30:00Z',
      _primarycontactid_value: `c0000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      accountid: `a0000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    })),
    ...(nextLink !== undefined && { '@odata.nextLink': nextLink }),
  })
}

/** What is asked for in all of them. */
export const COLUMNS = ['name', 'revenue', 'statecode', 'createdon', '_primarycontactid_value'] as const
