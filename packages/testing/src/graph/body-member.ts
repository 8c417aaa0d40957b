import { NotModelledError } from '../world/not-modelled.ts'
import { badRequest } from './graph-error.ts'

/** The members of a request body of one resource type, read one by one with the errors Graph has for wrong ones. */
export interface BodyReader {
  has(name: string): boolean
  /** @throws {GraphError} 400 when the member is there and not of the type. */
  string(name: string, options?: { required?: boolean; nonEmpty?: boolean }): string | undefined
  stringOrNull(name: string): string | null | undefined
  boolean(name: string): boolean | undefined
  strings(name: string): string[] | undefined
  /** The value unchecked. */
  raw(name: string): unknown
  invalid(name: string): Error
}

/** @param resource `Application`, as Graph's messages spell it. */
export function readMembers(body: Readonly<Record<string, unknown>>, resource: string): BodyReader {
  const invalid = (name: string) =>
    badRequest(`Invalid value specified for property '${name}' of resource '${resource}'.`)
  const has = (name: string) => Object.hasOwn(body, name)
  return {
    has,
    invalid,
    raw: (name) => body[name],
    string(name, { required = false, nonEmpty = false } = {}) {
      const value = body[name]
      if (required && (value === undefined || value === null)) {
        throw badRequest(`A value is required for property '${name}' of resource '${resource}'.`)
      }
      if (value === undefined) return undefined
      if (typeof value !== 'string' || (nonEmpty && value === '')) throw invalid(name)
      return value
    },
    stringOrNull(name) {
      const value = body[name]
      if (value !== undefined && value !== null && typeof value !== 'string') throw invalid(name)
      return value
    },
    boolean(name) {
      const value = body[name]
      if (value !== undefined && typeof value !== 'boolean') throw invalid(name)
      return value
    },
    strings(name) {
      const value = body[name]
      if (value === undefined) return undefined
      if (!Array.isArray(value) || !value.every((one) => typeof one === 'string')) throw invalid(name)
      return [...value]
    },
  }
}

/** What each member of a body may be: written, known but never writable, or real and not modelled by the fake. */
export interface MemberRules {
  readonly writable: readonly string[]
  readonly readOnly: readonly string[]
  readonly notModelled: readonly string[]
}

/** @throws {GraphError} 400 for members that are read-only or do not exist. */
export function checkMembers(body: Readonly<Record<string, unknown>>, resource: string, rules: MemberRules): void {
  for (const name of Object.keys(body)) {
    if (name.startsWith('@odata.') || rules.writable.includes(name)) continue
    if (rules.readOnly.includes(name)) throw badRequest(`Property '${name}' is read-only and cannot be set.`)
    if (rules.notModelled.includes(name)) throw new NotModelledError(`${name} of ${resource}`)
    throw badRequest(`Invalid property '${name}'.`)
  }
}
