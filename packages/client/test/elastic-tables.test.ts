import { guid } from '@dynamics-kit/client'
import { describe, expect, test } from 'vitest'
import { clientWith, ID, ROOT } from './client-with.ts'
import { json } from './recorded-fetch.ts'

const written = (token: string) => new Response(null, { status: 204, headers: { 'x-ms-session-token': token } })
const KEY = { contoso_sensordataid: guid(ID), partitionid: 'Device-1' }

describe('an elastic table', () => {
  test('is read with the session token of its last write', async () => {
    const { dynamics, sent } = clientWith(
      written('240:8#1'),
      written('240:8#2'),
      json({ contoso_value: 80 }),
      json({ value: [] }),
      json({ name: 'Contoso' }),
    )
    await dynamics.update('contoso_sensordatas', KEY, { contoso_value: 79 })
    await dynamics.with({ suppressFlows: true }).update('contoso_sensordatas', KEY, { contoso_value: 80 })
    await dynamics.retrieve('contoso_sensordatas', KEY)
    await dynamics.from('contoso_sensordatas').select('contoso_value').all()
    await dynamics.retrieve('accounts', ID)
    expect(sent.map(({ headers }) => headers['mscrm.sessiontoken'])).toEqual([
      undefined,
      undefined,
      '240:8#2',
      '240:8#2',
      undefined,
    ])
  })

  test('tells nothing to another client', async () => {
    const { dynamics } = clientWith(written('240:8#1'))
    const other = clientWith(json({ value: [] }))
    await dynamics.update('contoso_sensordatas', KEY, { contoso_value: 79 })
    await other.dynamics.from('contoso_sensordatas').all()
    expect(other.last().headers).not.toHaveProperty('mscrm.sessiontoken')
  })

  test('has its partition in the key', async () => {
    const { dynamics, last } = clientWith(new Response(null, { status: 204 }))
    await dynamics.delete('contoso_sensordatas', KEY)
    expect(last()).toMatchObject({
      method: 'DELETE',
      url: `${ROOT}contoso_sensordatas(contoso_sensordataid=${ID},partitionid='Device-1')`,
    })
  })

  test('names a new row with its partition, of which the id is told', async () => {
    const { dynamics } = clientWith(
      new Response(null, {
        status: 204,
        headers: {
          'OData-EntityId': `${ROOT}contoso_sensordatas(contoso_sensordataid=${ID},partitionid='Device (1), left')`,
        },
      }),
    )
    expect(await dynamics.create('contoso_sensordatas', { partitionid: 'Device (1), left' })).toBe(ID)
  })
})
