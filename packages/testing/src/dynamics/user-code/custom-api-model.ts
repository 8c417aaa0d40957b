import type {
  ComplexType,
  Model,
  Operation,
  OperationImport,
  Parameter,
  Property,
  TypeReference,
} from '@dynamics-kit/odata'
import type { Actor } from '../exchange.ts'
import { insertSystemRow } from '../write/system-row.ts'
import type { CustomApi, CustomApiType } from './custom-api.ts'

/** Type in `$metadata`, and number in `customapirequestparameter`. */
const types: Readonly<Record<CustomApiType, readonly [edm: string, number: number, collection?: true]>> = {
  Boolean: ['Edm.Boolean', 0],
  DateTime: ['Edm.DateTimeOffset', 1],
  Decimal: ['Edm.Decimal', 2],
  Entity: ['crmbaseentity', 3],
  EntityCollection: ['crmbaseentity', 4, true],
  EntityReference: ['crmbaseentity', 5],
  Float: ['Edm.Double', 6],
  Integer: ['Edm.Int32', 7],
  Money: ['Edm.Decimal', 8],
  Picklist: ['Edm.Int32', 9],
  String: ['Edm.String', 10],
  StringArray: ['Edm.String', 11, true],
  Guid: ['Edm.Guid', 12],
}

const reference = (type: CustomApiType): TypeReference => ({
  name: types[type][0],
  collection: types[type][2] === true,
})

/** A parameter's type, and whether it may be left out. */
export function parameterType(said: string): { readonly type: CustomApiType; readonly optional: boolean } {
  const type = said.replace(/\?$/, '')
  if (!Object.hasOwn(types, type)) throw new TypeError(`customApis: '${said}' is no type of a parameter.`)
  return { type: type as CustomApiType, optional: said.endsWith('?') } // as just checked
}

/** A model with the Custom APIs in it. @throws TypeError for one that makes no sense */
export function withCustomApis(model: Model, apis: readonly CustomApi[]): Model {
  if (apis.length === 0) return model
  const operations = new Map(model.operations)
  const imports = new Map<string, OperationImport>(model.operationImports)
  const complexTypes = new Map<string, ComplexType>(model.complexTypes)
  for (const api of apis) {
    const { uniqueName } = api
    if (!/^[A-Za-z]\w*_\w+$/.test(uniqueName)) {
      throw new TypeError(
        `customApis: '${uniqueName}' needs the prefix of a publisher, such as 'sample_${uniqueName}'.`,
      )
    }
    if (operations.has(uniqueName)) throw new TypeError(`customApis: there is an operation '${uniqueName}' already.`)
    if (api.boundTo !== undefined && !model.entityTypes.has(api.boundTo)) {
      throw new TypeError(`customApis: '${uniqueName}' is bound to '${api.boundTo}', which is no table.`)
    }
    const operation = operationOf(api)
    operations.set(uniqueName, [operation])
    if (operation.returnType) complexTypes.set(`${uniqueName}Response`, responseType(api))
    if (!operation.isBound) imports.set(uniqueName, { name: uniqueName, kind: operation.kind, operation: uniqueName })
  }
  return { ...model, operations, operationImports: imports, complexTypes }
}

function operationOf(api: CustomApi): Operation {
  const parameters: Parameter[] = Object.entries(api.parameters ?? {}).map(([name, said]) => {
    const { type, optional } = parameterType(said)
    return { name, type: reference(type), nullable: optional, optional }
  })
  const bound: Parameter[] =
    api.boundTo === undefined
      ? []
      : [
          {
            name: api.boundToCollection === true ? 'entityset' : 'entity',
            type: { name: api.boundTo, collection: api.boundToCollection === true },
            nullable: false,
            optional: false,
          },
        ]
  return {
    kind: api.isFunction === true ? 'function' : 'action',
    name: api.uniqueName,
    isBound: api.boundTo !== undefined,
    isComposable: false,
    parameters: [...bound, ...parameters],
    ...(api.response ? { returnType: { name: `${api.uniqueName}Response`, collection: false, nullable: false } } : {}),
  }
}

function responseType({ uniqueName, response = {} }: CustomApi): ComplexType {
  const properties = new Map(
    Object.entries(response).map(([name, said]): [string, Property] => [
      name,
      { name, type: reference(parameterType(said).type), nullable: true, computed: false, readOnly: false },
    ]),
  )
  return {
    name: `${uniqueName}Response`,
    abstract: false,
    openType: false,
    properties,
    navigationProperties: new Map(),
  }
}

/** The rows that tell of Custom APIs. */
export function foundCustomApis(actor: Actor, apis: readonly CustomApi[]): void {
  if (!actor.organization.schema.table('customapi')) return
  const owner = { _ownerid_value: actor.caller.userId, '_ownerid_value@type': 'systemuser' }
  for (const api of apis) {
    const { customapiid } = insertSystemRow(actor, 'customapi', {
      uniquename: api.uniqueName,
      name: api.uniqueName,
      displayname: api.uniqueName,
      description: api.uniqueName,
      bindingtype: api.boundTo === undefined ? 0 : api.boundToCollection === true ? 2 : 1,
      boundentitylogicalname: api.boundTo ?? null,
      isfunction: api.isFunction === true,
      executeprivilegename: api.executePrivilege ?? null,
      allowedcustomprocessingsteptype: 2,
      ...owner,
    })
    const of = { _customapiid_value: customapiid ?? null, '_customapiid_value@type': 'customapi' }
    for (const [name, said] of Object.entries(api.parameters ?? {})) {
      const { type, optional } = parameterType(said)
      insertSystemRow(actor, 'customapirequestparameter', {
        uniquename: name,
        name: `${api.uniqueName}.${name}`,
        displayname: name,
        description: name,
        type: types[type][1],
        isoptional: optional,
        ...of,
      })
    }
    for (const [name, type] of Object.entries(api.response ?? {})) {
      insertSystemRow(actor, 'customapiresponseproperty', {
        uniquename: name,
        name: `${api.uniqueName}.${name}`,
        displayname: name,
        description: name,
        type: types[type][1],
        ...of,
      })
    }
  }
}
