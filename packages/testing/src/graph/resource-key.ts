import type { PathSegment } from '@dynamics-kit/odata'
import { badRequest } from './graph-error.ts'

/** How a row is addressed: `/applications/{id}`, `/applications(appId='…')` or `/applications(uniqueName='…')`. */
export interface ResourceKey {
  readonly name: string
  readonly value: string
}

/** An address inside a collection: the key of a row, if any, and what follows it. */
export interface ResourceAddress {
  readonly key?: ResourceKey
  /** Names of the segments after the row. */
  readonly rest: readonly string[]
}

/**
 * Splits a path that starts with an entity set.
 *
 * @param alternateKeys Names that may stand in brackets.
 */
export function readAddress(
  [set, ...others]: readonly PathSegment[],
  alternateKeys: readonly string[],
): ResourceAddress {
  const names = others.map(({ name }) => name)
  if (set?.arguments) return { key: keyIn(set.arguments, alternateKeys), rest: names }
  const [id, ...rest] = names
  if (id === undefined) return { rest: [] }
  return id.startsWith('$') ? { rest: names } : { key: { name: 'id', value: id.toLowerCase() }, rest }
}

function keyIn(parts: NonNullable<PathSegment['arguments']>, alternateKeys: readonly string[]): ResourceKey {
  const [part, ...more] = parts
  const literal = part?.value
  if (literal?.kind !== 'literal' || typeof literal.value !== 'string' || more.length > 0) {
    throw badRequest('The key in the request is not valid.')
  }
  const name = part?.name ?? 'id'
  if (name !== 'id' && !alternateKeys.includes(name))
    throw badRequest(`The key '${name}' is not a key of the resource.`)
  return { name, value: name === 'uniqueName' || name === 'name' ? literal.value : literal.value.toLowerCase() }
}
