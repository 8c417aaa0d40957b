import type { Argument, PathSegment } from '@dynamics-kit/odata'
import { badQuery, Fault, unknownSegment } from '../fault.ts'
import { notModelled } from '../gaps.ts'
import type { Catalog } from './catalog.ts'
import type { Definition } from './definition.ts'
import { findMetadataType, isA, membersOf, nameMemberOf, navigationsOf } from './metadata-type.ts'

/** What a path below `EntityDefinitions` and its like names. */
export type MetadataResource =
  | {
      readonly kind: 'definitions'
      readonly items: readonly Definition[]
      /** Type that the path promises. */
      readonly declared: string
      /** As context URLs say it: `EntityDefinitions('account')/Attributes`. */
      readonly path: string
      /** What the collection belongs to; absent for an entity set. */
      readonly parent?: Definition
    }
  | {
      readonly kind: 'definition'
      readonly item: Definition
      readonly declared: string
      readonly path: string
      /** With its key, for what stands below it. */
      readonly keyedPath: string
      readonly parent?: Definition
    }
  /** Where nothing is: an option set that a column does not have. */
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'member'
      readonly name: string
      readonly value: unknown
      readonly raw: boolean
      readonly path: string
    }

const namespace = 'Microsoft.Dynamics.CRM.'

/** @throws Fault 404 for what is not there, 400 for keys that a set has not */
export function resolveMetadata(catalog: Catalog, segments: readonly PathSegment[]): MetadataResource {
  const [first, ...rest] = segments
  const set = first && entitySet(catalog, first)
  if (!set || !first) throw unknownSegment(first?.name ?? '')
  let at: MetadataResource = first.arguments ? byKey(set, first.arguments) : set
  for (const [index, segment] of rest.entries()) at = below(at, segment, rest[index + 1])
  return at
}

type Definitions = Extract<MetadataResource, { kind: 'definitions' }>
type One = Extract<MetadataResource, { kind: 'definition' }>

function entitySet(catalog: Catalog, { name, arguments: key }: PathSegment): Definitions {
  switch (name) {
    case 'EntityDefinitions': {
      const wanted = key && keyOf(key)
      const found = wanted?.name === 'LogicalName' ? catalog.entity(wanted.value) : undefined
      const items = wanted?.name === 'LogicalName' ? [found].filter((one) => one !== undefined) : catalog.entities()
      return { kind: 'definitions', items, declared: 'EntityMetadata', path: name }
    }
    case 'RelationshipDefinitions':
      return { kind: 'definitions', items: catalog.relationships(), declared: 'RelationshipMetadataBase', path: name }
    case 'GlobalOptionSetDefinitions':
      return { kind: 'definitions', items: catalog.optionSets(), declared: 'OptionSetMetadataBase', path: name }
    default:
      throw notModelled('metadata', name)
  }
}

function below(at: MetadataResource, segment: PathSegment, next: PathSegment | undefined): MetadataResource {
  if (segment.name === '$value' && at.kind === 'member' && next === undefined) return { ...at, raw: true }
  if (at.kind === 'definitions' || at.kind === 'definition') {
    if (segment.name.startsWith(namespace)) return cast(at, segment.name.slice(namespace.length))
    if (segment.name === '$count') throw notModelled('metadata', '$count of definitions')
    if (at.kind === 'definition') return inside(at, segment)
  }
  throw unknownSegment(segment.name)
}

function cast(at: Definitions | One, type: string): MetadataResource {
  if (!findMetadataType(type) || !isA(type, at.declared)) throw unknownSegment(namespace + type)
  if (type === 'EnumAttributeMetadata') throw badQuery(`Definitions cannot be cast to '${namespace}${type}'.`)
  const path = `${at.path}/${namespace}${type}`
  if (at.kind === 'definitions') {
    return { ...at, items: at.items.filter((item) => isA(item.type, type)), declared: type, path }
  }
  if (!isA(at.item.type, type)) throw unknownSegment(namespace + type)
  return { ...at, declared: type, path, keyedPath: `${at.keyedPath}/${namespace}${type}` }
}

function inside(at: One, segment: PathSegment): MetadataResource {
  const { name, arguments: key } = segment
  const navigation = navigationsOf(at.declared).get(name)
  const path = `${at.keyedPath}/${name}`
  if (navigation) {
    const found = at.item.related[name]?.() ?? null
    if (found === null) return { kind: 'nothing' }
    if (!('type' in found)) {
      const items: Definitions = { kind: 'definitions', items: found, declared: navigation.type, path, parent: at.item }
      return key ? byKey(items, key) : items
    }
    return { kind: 'definition', item: found, declared: navigation.type, path, keyedPath: path, parent: at.item }
  }
  if (!membersOf(at.declared).has(name) || key) throw unknownSegment(name)
  return { kind: 'member', name, value: at.item.members[name] ?? null, raw: false, path }
}

function byKey(from: Definitions, key: readonly Argument[]): One {
  const { name, value } = keyOf(key)
  const member = nameMemberOf(from.declared)
  if (name !== 'MetadataId' && name !== member) {
    throw badQuery(
      `The key in the request URI is not valid for resource '${namespace}${from.declared}'. Ensure that the names and number of key properties match the declared or alternate key properties for the resource '${namespace}${from.declared}'.`,
    )
  }
  const item = from.items.find((one) =>
    name === 'MetadataId' ? one.id === value.toLowerCase() : one.members[name] === value,
  )
  if (!item) throw missing(from, name, value)
  const printed = name === 'MetadataId' ? value.toLowerCase() : `'${value.replaceAll("'", "''")}'`
  return {
    kind: 'definition',
    item,
    declared: from.declared,
    path: from.path,
    keyedPath: `${from.path}(${printed})`,
    ...(from.parent ? { parent: from.parent } : {}),
  }
}

function keyOf(key: readonly Argument[]): { readonly name: string; readonly value: string } {
  const [only, ...more] = key
  if (!only || more.length > 0 || only.value.kind !== 'literal') throw badQuery('Bad Request - Error in query syntax.')
  if (only.name === undefined && only.value.type !== 'guid') throw badQuery('Bad Request - Error in query syntax.')
  return { name: only.name ?? 'MetadataId', value: String(only.value.value) }
}

function missing(from: Definitions, name: string, value: string): Fault {
  const what: Readonly<Record<string, string>> = {
    EntityMetadata: 'an entity',
    EntityKeyMetadata: 'an entity key',
    OptionSetMetadataBase: 'an optionset',
  }
  const noun = isA(from.declared, 'AttributeMetadata') ? 'an attribute' : (what[from.declared] ?? 'a relationship')
  return new Fault(404, '0x80060888', `Could not find ${noun} with ${name === 'MetadataId' ? 'id' : 'name'} ${value}.`)
}
