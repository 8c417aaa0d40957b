import { readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { mergeModels, modelFromDefinitions, readCsdl, readEntityDefinitions } from '@dynamics-kit/odata'
import { describe, expect, test } from 'vitest'
import { sharedData, WITHOUT_SHARED_DATA } from './shared-data.ts'

const folder = sharedData('metadata-json/')
const files = folder === undefined ? [] : readdirSync(folder).filter((name) => name.endsWith('.json'))

const json = (name: string): unknown =>
  JSON.parse(readFileSync(`${folder ?? ''}/${name}`, 'utf8').replace(/^\uFEFF/u, ''))

describe.skipIf(folder === undefined)(`recorded definitions (skipped where ${WITHOUT_SHARED_DATA})`, () => {
  test.each(files)('%s is read, and makes a model', (name) => {
    const definitions = readEntityDefinitions(json(name), { table: 'contact' })
    expect(definitions.tables.size).toBeGreaterThan(0)
    for (const table of definitions.tables.values()) {
      for (const attribute of table.attributes.values()) {
        expect(attribute.logicalName).toMatch(/^[a-z0-9_]+$/u)
      }
    }
    expect(modelFromDefinitions(definitions).entityTypes.size).toBe(definitions.tables.size)
  })

  test('what RetrieveMetadataChanges said of an order table', () => {
    const table = readEntityDefinitions(json('ralphwest1-dt_order.metadata.json')).tables.get('dt_order')
    expect(table?.attributes.size).toBe(218)
    const types = new Set([...(table?.attributes.values() ?? [])].map(({ attributeType }) => attributeType))
    expect(types).toContain('Money')
    expect(types).not.toContain(undefined)
    expect(table?.attributes.get('statuscode')).toMatchObject({
      attributeType: 'Status',
      optionSetName: 'dt_order_statuscode',
      isGlobalOptionSet: false,
      displayName: 'Status Reason',
    })
    expect(table?.attributes.get('statuscode')?.options?.every(({ state }) => state === 0 || state === 1)).toBe(true)
    const named = [...(table?.attributes.values() ?? [])].filter(({ attributeOf }) => attributeOf !== undefined)
    expect(named.length).toBeGreaterThan(20)
  })

  test('relationships of an account are read from either side', () => {
    const { relationships } = readEntityDefinitions(json('terraform-get_entitydefinition_account.json'))
    expect(relationships.get('account_primary_contact')).toMatchObject({
      kind: 'oneToMany',
      referencedEntity: 'contact',
      referencingAttribute: 'primarycontactid',
      cascade: { Delete: 'RemoveLink' },
    })
    expect(relationships.get('powerpagecomponent_mspp_webrole_account')?.kind).toBe('manyToMany')
    expect(relationships.size).toBeGreaterThan(60)
  })

  test('labels come in the language of the reader', () => {
    const names = ['en', 'ja'].map((language) =>
      readEntityDefinitions(json(`keijiinoue-entitymetadata-${language}.json`)).tables.get('account'),
    )
    expect(names.map((table) => [...(table?.displayNames?.keys() ?? [])])).toEqual([[1033], [1041]])
    expect(names[0]?.displayName).toBe('Account')
  })

  test('merged with a real $metadata, every column that has a property finds it', () => {
    const csdlFile = sharedData('csdl/davidmoten-dynamics-crm4-v9.1.xml.gz')
    const csdl = readCsdl(gunzipSync(readFileSync(csdlFile ?? '')).toString('utf8'))
    const definitions = readEntityDefinitions(json('ralphwest1-phonecall.metadata.json'))
    const merged = mergeModels(csdl, definitions)
    const type = merged.entityTypes.get('phonecall')
    const described = [...(type?.properties.values() ?? [])].filter(({ attribute }) => attribute !== undefined)
    expect(described.length).toBeGreaterThan(3)
    for (const { type: edmType, attribute } of described) {
      expect(attribute?.attributeType === 'Lookup' ? edmType.name : 'Edm.Guid').toBe('Edm.Guid')
    }
    expect(type?.attributes?.get('regardingobjectid')).toMatchObject({ attributeType: 'Lookup' })
    expect(type?.table?.schemaName).toBe('PhoneCall')
  })
})
