import { describe, expect, expectTypeOf, test } from 'vitest'
import { defineSchema } from '../table/define-schema.ts'
import { defineOperations } from './define-operations.ts'
import type { ParametersOf, ResultOf, RowInput } from './operation-shape.ts'
import type { Callable } from './operation.ts'

interface QualifyLead {
  readonly name: 'QualifyLead'
  readonly kind: 'action'
  readonly overloads: {
    readonly lead: {
      readonly parameters: { readonly CreateAccount: boolean; readonly SourceCampaignId?: RowInput<object, 'campaign'> }
      readonly result: readonly string[]
    }
  }
}

const schema = defineSchema({ lead: { entitySet: 'leads', key: 'leadid', columns: { text: 'subject' } } })
const define = defineOperations(schema, {
  tables: 'lead',
  references: { campaign: 'campaigns campaignid', savedquery: 'savedqueries savedqueryid' },
})
const qualifyLead: Callable<QualifyLead> = define('QualifyLead', 'action', {
  lead: { parameters: { CreateAccount: 'boolean', SourceCampaignId: 'row:campaign?' }, result: 'row[]' },
})

describe('defineOperations', () => {
  test('spells out parameters, results and what an overload is bound to', () => {
    expect(qualifyLead.overloads).toEqual({
      lead: {
        boundTo: { table: 'lead', entitySet: 'leads', collection: false },
        parameters: {
          CreateAccount: { kind: 'boolean', collection: false, optional: false },
          SourceCampaignId: { kind: 'row', type: 'campaign', collection: false, optional: true },
        },
        result: { kind: 'row', collection: true },
        composable: false,
      },
    })
  })

  test('binds to entity sets and to nothing', () => {
    const { overloads } = define('Both', 'function', { unbound: {}, 'savedquery[]': { composable: true } })
    expect(overloads['unbound']).toEqual({ parameters: {}, composable: false })
    expect(overloads['savedquery[]']).toMatchObject({
      boundTo: { table: 'savedquery', entitySet: 'savedqueries', collection: true },
      composable: true,
    })
  })

  test('knows the addresses of rows, and the columns of generated tables only', () => {
    expect(qualifyLead.rowAddress('lead')).toEqual({ entitySet: 'leads', key: 'leadid' })
    expect(qualifyLead.rowAddress('campaign')).toEqual({ entitySet: 'campaigns', key: 'campaignid' })
    expect(qualifyLead.rowAddress('toString')).toBeUndefined()
    expect(qualifyLead.table('lead')?.columns).toEqual({ leadid: 'key', subject: 'text' })
    expect(qualifyLead.table('campaign')).toBeUndefined()
  })

  test('refuses a type and a table that there are not', () => {
    expect(() => define('Odd', 'action', { unbound: { result: 'thing' } }).overloads).toThrow(
      '"thing" is no type of an operation\'s value.',
    )
    expect(() => define('Odd', 'action', { opportunity: {} }).overloads).toThrow(
      'The operations know no table "opportunity".',
    )
  })

  test('carries its types', () => {
    expectTypeOf<ParametersOf<QualifyLead, 'lead'>['CreateAccount']>().toEqualTypeOf<boolean>()
    expectTypeOf<ResultOf<QualifyLead, 'lead'>>().toEqualTypeOf<readonly string[]>()
  })
})
