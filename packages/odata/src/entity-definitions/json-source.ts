import { EntityDefinitionsError } from './entity-definitions-error.ts'

/** A JSON object while it is read, and where it stands. */
export interface JsonSource {
  readonly members: Readonly<Record<string, unknown>>
  /** `value[3].DisplayName` */
  readonly path: string
}

/** @throws EntityDefinitionsError for anything but an object. */
export function asObject(value: unknown, path: string): JsonSource {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unexpected('an object', value, path)
  return { members: value as Readonly<Record<string, unknown>>, path } // an object that is no list, as just checked
}

export const textOf = (source: JsonSource, name: string): string | undefined => read(source, name, 'string', 'text')

/** Text that is one of a closed list. Others are left out: services add members to their enums. */
export function oneOf<Value extends string>(
  source: JsonSource,
  name: string,
  values: readonly Value[],
): Value | undefined {
  const text = textOf(source, name)
  return values.find((value) => value === text)
}

export const flagOf = (source: JsonSource, name: string): boolean | undefined =>
  read(source, name, 'boolean', 'true or false')

export const numberOf = (source: JsonSource, name: string): number | undefined =>
  read(source, name, 'number', 'a number')

export function objectOf(source: JsonSource, name: string): JsonSource | undefined {
  const value = source.members[name] ?? undefined
  return value === undefined ? undefined : asObject(value, pathTo(source, name))
}

export function objectsOf(source: JsonSource, name: string): readonly JsonSource[] | undefined {
  return itemsOf(source, name)?.map((item, index) => asObject(item, `${pathTo(source, name)}[${index}]`))
}

export function textsOf(source: JsonSource, name: string): readonly string[] | undefined {
  return itemsOf(source, name)?.map((item, index) => {
    if (typeof item === 'string') return item
    throw unexpected('text', item, `${pathTo(source, name)}[${index}]`)
  })
}

/** The `Value` of a complex member, such as `RequiredLevel` or `FormatName`. */
export function valueOf(source: JsonSource, name: string): string | undefined {
  const member = objectOf(source, name)
  return member && textOf(member, 'Value')
}

const pathTo = ({ path }: JsonSource, name: string): string => (path === '' ? name : `${path}.${name}`)

function itemsOf(source: JsonSource, name: string): readonly unknown[] | undefined {
  const value = source.members[name] ?? undefined
  if (value === undefined || Array.isArray(value)) return value
  throw unexpected('a list', value, pathTo(source, name))
}

interface Primitive {
  readonly boolean: boolean
  readonly number: number
  readonly string: string
}

/** Null is as good as absent: metadata answers carry every member that was not asked for as null. */
function read<Kind extends keyof Primitive>(
  source: JsonSource,
  name: string,
  kind: Kind,
  expected: string,
): Primitive[Kind] | undefined {
  const value = source.members[name] ?? undefined
  if (value === undefined) return undefined
  if (typeof value !== kind) throw unexpected(expected, value, pathTo(source, name))
  return value as Primitive[Kind] // as just checked
}

function unexpected(expected: string, found: unknown, path: string): EntityDefinitionsError {
  const kind = found === null ? 'null' : Array.isArray(found) ? 'a list' : typeof found
  return new EntityDefinitionsError('unexpectedValue', `expected ${expected}, found ${kind}`, path)
}
