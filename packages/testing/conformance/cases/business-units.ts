import type { ConformanceCase, Step } from '../case.ts'
import { caseOf, refused } from './world.ts'

const codes = 'reference/web-service-error-codes.md'

const root: Step = {
  method: 'GET',
  path: 'businessunits?$select=businessunitid&$filter=_parentbusinessunitid_value eq null',
  capture: { root: 'json:/value/0/businessunitid' },
}

const unit = (id: string, parent: string): Step => ({
  method: 'POST',
  path: 'businessunits',
  body: {
    businessunitid: `{{${id}}}`,
    name: `{{tag}} ${id}`,
    'parentbusinessunitid@odata.bind': `/businessunits({{${parent}}})`,
  },
})

const disable = (id: string): Step => ({
  method: 'PATCH',
  path: `businessunits({{${id}}})`,
  body: { isdisabled: true },
})

const remove = (id: string): Step => ({ method: 'DELETE', path: `businessunits({{${id}}})` })

export const businessUnits: readonly ConformanceCase[] = [
  {
    id: 'business-unit-delete-enabled',
    fact: 'A business unit that is not disabled is not deleted',
    source: codes,
    setup: [root, unit('id1', 'root')],
    request: remove('id1'),
    expect: refused('0x80041d60'),
  },
  {
    id: 'business-unit-delete-child',
    fact: 'A business unit with one below it is not deleted',
    source: codes,
    setup: [root, unit('id1', 'root'), unit('id2', 'id1'), disable('id1')],
    request: remove('id1'),
    expect: refused('0x80041d61'),
  },
  {
    id: 'business-unit-delete',
    fact: 'A disabled business unit in which nobody is left is deleted, with the team that it was made with',
    source: 'power-platform/admin/delete-business-unit.md',
    setup: [root, unit('id1', 'root'), disable('id1'), remove('id1')],
    request: { method: 'GET', path: "teams?$select=name&$filter=name eq '{{tag}} id1'" },
    expect: { status: 200, json: { value: [] } },
  },
  {
    id: 'business-unit-disable-below',
    fact: 'A business unit that is disabled takes all below it along',
    source: 'power-platform/admin/delete-business-unit.md',
    setup: [root, unit('id1', 'root'), unit('id2', 'id1'), unit('id3', 'id2'), disable('id1')],
    request: { method: 'GET', path: 'businessunits({{id3}})?$select=isdisabled' },
    expect: { status: 200, json: { isdisabled: true } },
  },
  {
    id: 'business-unit-disable-root',
    fact: 'The root business unit is not disabled; the number of the refusal is not documented',
    trust: 'disputed' as const,
    source: codes,
    setup: [root],
    request: disable('root'),
    expect: refused('0x80041d63'),
    notLive: 'would lock everybody out where it is not refused',
  },
].map((facts) => caseOf({ area: 'business units', ...facts }))
