import type { ExpandItem, QueryOptions } from '@dynamics-kit/odata'
import { badQuery, unknownProperty } from '../fault.ts'
import { notModelled } from '../gaps.ts'
import type { Definition } from './definition.ts'
import { compileFilter } from './metadata-filter.ts'
import { membersOf, navigationsOf } from './metadata-type.ts'

/** What to say of definitions of one declared type. */
export interface MetadataPlan {
  readonly declared: string
  /** Names of members, the id among them; absent where all are wanted. */
  readonly select: ReadonlySet<string> | undefined
  readonly matches: (definition: Definition) => boolean
  readonly expands: readonly { readonly name: string; readonly collection: boolean; readonly plan: MetadataPlan }[]
  /** As the context URL repeats it: `(LogicalName,Attributes(SchemaName))`. */
  readonly context: string
}

/** Options that definitions do not take (reference 32.2). */
const refused = ['orderby', 'top', 'skip', 'count', 'apply'] as const

/** @throws Fault 400 for options that definitions do not take, and members that the type has not */
export function compileMetadataPlan(declared: string, options: QueryOptions): MetadataPlan {
  for (const option of refused) {
    if (options[option] !== undefined) throw badQuery(`The query parameter $${option} is not supported`)
  }
  const members = membersOf(declared)
  for (const name of options.select ?? []) {
    if (!members.has(name) && name !== '*') throw unknownProperty(name, `Microsoft.Dynamics.CRM.${declared}`)
  }
  const all = options.select === undefined || options.select.includes('*')
  const expands = (options.expand ?? []).map((item) => compileExpand(declared, item))
  const parts = [
    ...(all ? [] : (options.select ?? [])),
    ...expands.map(({ name, plan }) => name + (plan.context || '()')),
  ]
  return {
    declared,
    select: all ? undefined : new Set([...(options.select ?? []), 'MetadataId']),
    matches: options.filter ? compileFilter(options.filter, declared) : () => true,
    expands,
    context: parts.length === 0 ? '' : `(${parts.join(',')})`,
  }
}

function compileExpand(declared: string, item: ExpandItem): MetadataPlan['expands'][number] {
  const name = item.navigationProperty
  const navigation = navigationsOf(declared).get(name)
  if (!navigation) throw unknownProperty(name, `Microsoft.Dynamics.CRM.${declared}`)
  if (item.ref || item.count) throw notModelled('metadata', `$expand=${name}/${item.ref ? '$ref' : '$count'}`)
  return { name, collection: navigation.collection, plan: compileMetadataPlan(navigation.type, item.options) }
}

/** A definition as JSON. Its type is said where it is another than the one that was asked for. */
export function renderDefinition(definition: Definition, plan: MetadataPlan): Record<string, unknown> {
  const json: Record<string, unknown> = {}
  if (definition.type !== plan.declared) json['@odata.type'] = `#Microsoft.Dynamics.CRM.${definition.type}`
  for (const name of membersOf(definition.type).keys()) {
    if (plan.select && !plan.select.has(name)) continue
    json[name] = definition.members[name] ?? null
  }
  for (const { name, plan: inner } of plan.expands) {
    const found = definition.related[name]?.() ?? null
    json[name] = isList(found) ? renderDefinitions(found, inner) : found && renderDefinition(found, inner)
  }
  return json
}

export const renderDefinitions = (definitions: readonly Definition[], plan: MetadataPlan): Record<string, unknown>[] =>
  definitions.filter(plan.matches).map((definition) => renderDefinition(definition, plan))

const isList = (found: Definition | readonly Definition[] | null): found is readonly Definition[] =>
  Array.isArray(found)
