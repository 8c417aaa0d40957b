import type { BatchOperation } from '@dynamics-kit/odata'
import { isObject } from '../write/payload.ts'

/** `$1` at the start of a target, alone or before a path. */
const inTarget = /^\/?(\$[^/?]+)/

/** The references to other operations, `$1`, in an operation: where its target starts, and where its body names rows. */
export function referencesIn(operation: BatchOperation): readonly string[] {
  const start = inTarget.exec(operation.target)?.[1]
  return [...(start === undefined ? [] : [start]), ...inBody(operation.body)]
}

/** The target with what it starts with in place of the reference. */
export const withoutReference = (target: string, references: ReadonlyMap<string, string>): string =>
  target.replace(inTarget, (whole, name: string) => references.get(name) ?? whole)

function inBody(body: string): readonly string[] {
  if (!body.includes('"$')) return []
  try {
    return inValue(JSON.parse(body))
  } catch {
    return [] // no JSON: the operation itself will be refused
  }
}

function inValue(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => inValue(item))
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([name, member]) =>
    /@odata\.(?:bind|id)$/.test(name) ? [member].flat().filter(isReference) : inValue(member),
  )
}

const isReference = (value: unknown): value is string => typeof value === 'string' && /^\$[^/]+$/.test(value)
