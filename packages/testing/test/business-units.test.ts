import { describe, expect, test } from 'vitest'
import { createFakeDynamics, type FakeDynamics } from '../src/index.ts'
import { send, tokenOf } from './fake-calls.ts'

interface Office {
  readonly fake: FakeDynamics
  readonly token: string
  /** Id of a business unit by its name. */
  unit(name: string): Promise<string>
  disable(name: string, isdisabled?: boolean): Promise<number>
  /** Status, and the code of a refusal. */
  remove(name: string): Promise<readonly unknown[]>
  count(path: string): Promise<unknown>
}

async function office(): Promise<Office> {
  const fake = createFakeDynamics({
    businessUnits: { Sales: {}, 'Sales Europe': { parent: 'Sales' }, 'Sales Nordic': { parent: 'Sales Europe' } },
  })
  const token = await tokenOf(fake)
  const unit = async (name: string): Promise<string> =>
    (await send(fake, token, 'GET', `businessunits?$filter=name eq '${name}'`)).json.value[0]?.businessunitid
  return {
    fake,
    token,
    unit,
    async disable(name, isdisabled = true) {
      return (await send(fake, token, 'PATCH', `businessunits(${await unit(name)})`, { isdisabled })).status
    },
    async remove(name) {
      const { status, json } = await send(fake, token, 'DELETE', `businessunits(${await unit(name)})`)
      return json === undefined ? [status] : [status, json.error.code]
    },
    count: async (path) => (await send(fake, token, 'GET', `${path}&$count=true&$top=1`)).json['@odata.count'],
  }
}

describe('a business unit', () => {
  test('is deleted when it is disabled, with its team and its copies of the roles', async () => {
    const { fake, token, unit, disable, remove, count } = await office()
    const id = await unit('Sales Nordic')
    const its = `$filter=_businessunitid_value eq ${id}`
    expect([await count(`teams?${its}`), Number(await count(`roles?${its}`)) > 0]).toEqual([1, true])
    expect(await remove('Sales Nordic')).toEqual([400, '0x80041d60'])
    expect(await disable('Sales Nordic')).toBe(204)
    expect(await remove('Sales Nordic')).toEqual([204])
    expect([await count(`teams?${its}`), await count(`roles?${its}`)]).toEqual([0, 0])
    expect((await send(fake, token, 'GET', `businessunits(${id})`)).status).toBe(404)
  })

  test('takes those below it along when it is disabled, and is not deleted before them', async () => {
    const { fake, token, disable, remove } = await office()
    expect(await disable('Sales')).toBe(204)
    const { json } = await send(fake, token, 'GET', 'businessunits?$select=name,isdisabled&$orderby=name')
    expect(json.value.map((row: { name: string; isdisabled: boolean }) => [row.name, row.isdisabled])).toEqual([
      ['contoso', false],
      ['Sales', true],
      ['Sales Europe', true],
      ['Sales Nordic', true],
    ])
    expect(await remove('Sales')).toEqual([400, '0x80041d61'])
    expect(await remove('Sales Nordic')).toEqual([204])
    expect(await remove('Sales Europe')).toEqual([204])
    expect(await remove('Sales')).toEqual([204])
  })

  test('is not deleted while somebody belongs to it, or its team owns a row, and stays whole', async () => {
    const { fake, token, unit, disable, remove, count } = await office()
    const id = await unit('Sales Nordic')
    const its = `$filter=_businessunitid_value eq ${id}`
    const [team] = (await send(fake, token, 'GET', `teams?${its}`)).json.value
    const [role] = (await send(fake, token, 'GET', `roles?${its} and name eq 'Basic User'`)).json.value
    const given = await send(fake, token, 'POST', `teams(${team.teamid})/teamroles_association/$ref`, {
      '@odata.id': `${fake.url}/api/data/v9.2/roles(${role.roleid})`,
    })
    expect(given.status).toBe(204)
    const made = await send(fake, token, 'POST', 'accounts', {
      name: 'Contoso',
      'ownerid@odata.bind': `/teams(${team.teamid})`,
    })
    expect(made.status).toBe(204)
    const account = made.headers.get('odata-entityid')?.split('v9.2/')[1] ?? ''
    expect(await disable('Sales Nordic')).toBe(204)
    expect(await remove('Sales Nordic')).toEqual([400, '0x80041d62'])
    expect((await send(fake, token, 'DELETE', account)).status).toBe(204)
    const ada = fake.addUser({ displayName: 'Ada Lovelace', businessUnit: 'Sales Nordic' })
    expect(await remove('Sales Nordic')).toEqual([405, '0x80040227'])
    expect([await count(`teams?${its}`), Number(await count(`roles?${its}`)) > 0]).toEqual([1, true])
    const root = { 'businessunitid@odata.bind': `/businessunits(${await unit('contoso')})` }
    expect((await send(fake, token, 'PATCH', `systemusers(${ada.systemUserId})`, root)).status).toBe(204)
    expect(await remove('Sales Nordic')).toEqual([204])
  })

  test('at the root is neither disabled nor deleted', async () => {
    const { disable, remove } = await office()
    expect(await disable('contoso')).toBe(400)
    expect(await remove('contoso')).toEqual([400, '0x80041d60'])
  })
})
