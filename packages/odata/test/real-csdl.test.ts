import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { findProperty, isDerivedFrom, keyOf, type Model, propertiesOf, readCsdl, writeCsdl } from '../src/index.ts'
import { sharedData, WITHOUT_SHARED_DATA } from './shared-data.ts'

const DOCUMENTS = ['simple-odata-crm_schema', 'davidmoten-dynamics-crm4-v9.1', 'bcgov-rsbc-dmf-2023']

/** What is read where the documents are not there. */
const EMPTY = '<Edmx><DataServices><Schema Namespace="N"/></DataServices></Edmx>'

/** Comments, and the definitions of Dataverse's own terms, for which the model has no place. */
const LEFT_OUT = /<!--[^]*?-->|<Term [^]*?<\/Term>/gu

describe.each(DOCUMENTS)('the real metadata document %s', (name) => {
  const file = sharedData(`csdl/${name}.xml.gz`)
  const xml = file ? gunzipSync(readFileSync(file)).toString('utf8') : EMPTY
  const model = readCsdl(xml)
  const reason = file ? '' : ` (skipped: ${WITHOUT_SHARED_DATA})`

  test.skipIf(!file)(`has every element in the model${reason}`, () => {
    expect(countsOfModel(model)).toEqual(countsOfText(xml.replace(LEFT_OUT, '')))
  })

  test.skipIf(!file)(`reads the same after it was written${reason}`, () => {
    const written = writeCsdl(model)
    // A difference would be too long to print, and looking for one takes vitest seconds.
    expect(isDeepStrictEqual(readCsdl(written), model)).toBe(true)
    expect(writeCsdl(readCsdl(written))).toBe(written)
  })

  test.skipIf(!file)(`has no reference to a type or set that is not there${reason}`, () => {
    const sets = [...model.entitySets.values()]
    const imports = [...model.operationImports.values()]
    expect(sets.filter((set) => !model.entityTypes.has(set.entityType))).toEqual([])
    expect(sets.filter((set) => keyOf(model, set.entityType).length === 0)).toEqual([])
    expect(imports.filter((item) => !model.operations.has(item.operation))).toEqual([])
  })

  test.skipIf(!file)(`knows an account and what it inherits${reason}`, () => {
    expect(keyOf(model, 'account')).toEqual(['accountid'])
    expect(isDerivedFrom(model, 'account', 'crmbaseentity')).toBe(true)
    expect(findProperty(model, 'account', 'revenue')).toMatchObject({
      type: { name: 'Edm.Decimal', collection: false },
      scale: 'Variable',
    })
    expect(propertiesOf(model, 'PicklistAttributeMetadata').has('LogicalName')).toBe(true)
  })
})

function countsOfModel(model: Model): Record<string, number> {
  const types = [...model.entityTypes.values(), ...model.complexTypes.values()]
  const properties = types.flatMap((type) => [...type.properties.values()])
  const navigation = types.flatMap((type) => [...type.navigationProperties.values()])
  const operations = [...model.operations.values()].flat()
  const described = [...types, ...properties, ...navigation, ...operations]
  return {
    EntityType: model.entityTypes.size,
    ComplexType: model.complexTypes.size,
    EnumType: model.enumTypes.size,
    Member: sum([...model.enumTypes.values()], (type) => type.members.size),
    PropertyRef: sum([...model.entityTypes.values()], (type) => type.key.length),
    Property: properties.length,
    NavigationProperty: navigation.length,
    ReferentialConstraint: navigation.filter((property) => property.referentialConstraint).length,
    Action: operations.filter((operation) => operation.kind === 'action').length,
    Function: operations.filter((operation) => operation.kind === 'function').length,
    Parameter: sum(operations, (operation) => operation.parameters.length),
    ReturnType: operations.filter((operation) => operation.returnType).length,
    EntitySet: model.entitySets.size,
    NavigationPropertyBinding: sum([...model.entitySets.values()], (set) => set.navigationPropertyBindings.size),
    ActionImport: [...model.operationImports.values()].filter((item) => item.kind === 'action').length,
    FunctionImport: [...model.operationImports.values()].filter((item) => item.kind === 'function').length,
    descriptions: described.filter((item) => item.description !== undefined).length,
    computed: properties.filter((property) => property.computed).length,
    readOnly: properties.filter((property) => property.readOnly).length,
    optional: operations.flatMap((operation) => operation.parameters).filter((parameter) => parameter.optional).length,
    alternateKeys: sum([...model.entityTypes.values()], (type) => type.alternateKeys.length),
    alternateKeyProperties: sum(
      [...model.entityTypes.values()].flatMap((type) => type.alternateKeys),
      (key) => key.properties.length,
    ),
    nonNullable: [...properties, ...navigation].filter((property) => !property.nullable).length,
    changeTracking: [...model.entitySets.values()].filter((set) => set.changeTracking).length,
  }
}

/** The same counts by looking at the text, with no idea of XML. */
function countsOfText(text: string): Record<string, number> {
  const elements =
    'EntityType ComplexType EnumType Member PropertyRef Property NavigationProperty ReferentialConstraint Action Function ' +
    'Parameter ReturnType EntitySet NavigationPropertyBinding ActionImport FunctionImport'
  const count = (pattern: string): number => text.match(new RegExp(pattern, 'gu'))?.length ?? 0
  return {
    ...Object.fromEntries(elements.split(' ').map((name) => [name, count(`<${name}[ />]`)])),
    descriptions: count('Core\\.V1\\.Description" String="[^"]'),
    computed: count('Core\\.V1\\.Computed" Bool="true"'),
    readOnly: count('Core\\.V1\\.Permissions">\\s*<EnumMember>Org\\.OData\\.Core\\.V1\\.PermissionType/Read<'),
    optional: count('Core\\.V1\\.OptionalParameter"'),
    alternateKeys: count('Type="OData\\.Community\\.Keys\\.V1\\.AlternateKey"'),
    alternateKeyProperties: count('Type="OData\\.Community\\.Keys\\.V1\\.PropertyRef"'),
    nonNullable: count('<(?:Navigation)?Property [^>]*Nullable="false"'),
    changeTracking: count('V1\\.ChangeTracking">\\s*<Record>\\s*<PropertyValue Property="Supported" Bool="true"'),
  }
}

function sum<Item>(items: readonly Item[], size: (item: Item) => number): number {
  return items.reduce((total, item) => total + size(item), 0)
}
