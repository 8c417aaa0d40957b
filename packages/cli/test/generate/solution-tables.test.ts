import { createClient } from '@dynamics-kit/client'
import { expect, test } from 'vitest'
import { solutionTables } from '../../src/generate/solution-tables.ts'

const solution = 'b0000000-0000-4000-8000-000000000001'
const order = 'c0000000-0000-4000-8000-000000000001'
const line = 'c0000000-0000-4000-8000-000000000002'

/** What the service answers: a solution whose one table is new_order. */
function answering(uniqueName: string, components: readonly string[] = [order]) {
  const addresses: string[] = []
  const dynamics = createClient({
    url: 'https://contoso.crm.dynamics.com',
    fetch: (request) => {
      const address = decodeURIComponent(new Request(request).url.split('/v9.2/')[1] ?? '').replaceAll('+', ' ')
      addresses.push(address)
      return Promise.resolve(Response.json(answer(address)))
    },
  })
  const answer = (address: string): object => {
    if (address.includes('isvisible')) return { value: [{ uniquename: uniqueName }, { uniquename: 'Default' }] }
    if (address.startsWith('solutions?'))
      return { value: address.includes(`'${uniqueName}'`) ? [{ solutionid: solution }] : [] }
    if (address.startsWith('solutioncomponents?'))
      return { value: components.map((id) => ({ objectid: id.toUpperCase() })) }
    return {
      EntityMetadata: [
        { LogicalName: 'new_order', MetadataId: order },
        { LogicalName: 'new_line', MetadataId: line },
      ],
    }
  }
  return { dynamics, addresses }
}

test('the tables of a solution are its components of the type table', async () => {
  const { dynamics, addresses } = answering('contoso')
  expect(await solutionTables(dynamics, 'contoso')).toEqual(['new_order'])
  expect(addresses.slice(0, 2)).toEqual([
    "solutions?$select=solutionid&$filter=uniquename eq 'contoso'&$top=1",
    `solutioncomponents?$select=objectid&$filter=_solutionid_value eq ${solution} and componenttype eq 1`,
  ])
})

test('a solution that there is not is named, with the nearest', async () => {
  await expect(solutionTables(answering('contoso').dynamics, 'kontoso')).rejects.toMatchObject({
    code: 'unknownSolution',
    message: 'There is no solution "kontoso" in https://contoso.crm.dynamics.com. Near to it: contoso.',
  })
})

test('a solution without tables is refused, so that no folder is emptied', async () => {
  await expect(solutionTables(answering('contoso', []).dynamics, 'contoso')).rejects.toMatchObject({
    code: 'emptySolution',
    message: 'The solution "contoso" has no tables: leave it out.',
  })
})
