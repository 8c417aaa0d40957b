import { Fault } from './fault.ts'
import type { Actor } from './exchange.ts'
import { createRow } from './write/create-row.ts'
import { isObject } from './write/payload.ts'
import { resolveReference } from './write/reference.ts'

/**
 * Rows that a fresh environment holds: entity set name to bodies as a create takes them, with columns, `x@odata.bind` and,
 * if wanted, the primary key. Rows may refer to each other in any order.
 */
export type Seed = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>

interface Pending {
  readonly set: string
  readonly body: Readonly<Record<string, unknown>>
}

/**
 * Creates the rows of a seed. A row that refers to one further down waits until that one is there.
 *
 * @throws TypeError naming the row that cannot be created, and why
 */
export function plantSeed(actor: Actor, seed: Seed): void {
  const unknown = Object.keys(seed).find((set) => !actor.organization.schema.bySet(set))
  if (unknown !== undefined) throw new TypeError(`seed: there is no entity set '${unknown}' in the schema.`)
  for (const [set, rows] of Object.entries(seed)) {
    if (!Array.isArray(rows) || !rows.every(isObject))
      throw new TypeError(`seed: '${set}' takes a list of rows, such as [{ … }].`)
  }
  let pending: Pending[] = Object.entries(seed).flatMap(([set, rows]) => rows.map((body) => ({ set, body })))
  while (pending.length > 0) {
    const waiting: Pending[] = []
    let reason: unknown
    for (const row of pending) {
      const missing = missingReference(actor, row.body)
      if (missing) {
        waiting.push(row)
        reason = missing
      } else plantRow(actor, row)
    }
    const [first] = waiting
    if (first && waiting.length === pending.length) throw seedError(first.set, reason)
    pending = waiting
  }
}

/** Why a bind of the row cannot be resolved yet. */
function missingReference(actor: Actor, body: Readonly<Record<string, unknown>>): unknown {
  for (const [name, value] of Object.entries(body)) {
    const references = name.endsWith('@odata.bind') ? [value].flat() : []
    const nested = name.includes('@') ? [] : [value].flat().filter(isObject)
    try {
      for (const reference of references) if (reference !== null) resolveReference(actor, reference)
    } catch (error) {
      return error
    }
    for (const inner of nested) {
      const missing = missingReference(actor, inner)
      if (missing !== undefined) return missing
    }
  }
  return undefined
}

function plantRow(actor: Actor, { set, body }: Pending): void {
  const table = actor.organization.schema.bySet(set)
  if (!table) throw new TypeError(`seed: there is no entity set '${set}' in the schema.`)
  try {
    createRow(actor, table, body)
  } catch (error) {
    throw seedError(set, error)
  }
}

function seedError(set: string, cause: unknown): unknown {
  if (!(cause instanceof Fault)) return cause
  return new TypeError(`seed: a row of '${set}' cannot be created: ${cause.message}`, { cause })
}
