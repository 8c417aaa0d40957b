import { findNavigationProperty, keyOf, type Model, type NavigationProperty } from '@dynamics-kit/odata'
import type { AnsweredRows } from '@dynamics-kit/testing'

type Row = Readonly<Record<string, unknown>>

/** Rows of an environment, as far as answers told them. */
export interface LearntRows {
  /** Takes the rows of an answer, and those expanded in them; what was known of a row is kept where the answer is silent. */
  learn(body: unknown): void
  /** By entity set name. */
  rows(): AnsweredRows
}

export function createLearntRows(model: Model): LearntRows {
  const known = new Map<string, Map<string, Row>>()
  const setOfType = new Map([...model.entitySets.values()].map((set) => [set.entityType, set.name]))

  return {
    learn(body) {
      if (!isRow(body)) return
      const set = /\$metadata#(\w+)(?:[(/]|$)/.exec(String(body['@odata.context'] ?? ''))?.[1]
      const type = model.entitySets.get(set ?? '')?.entityType
      if (type === undefined) return
      const { value } = body
      for (const row of Array.isArray(value) ? value : [body]) take(type, row)
    },
    rows: () =>
      Object.fromEntries([...known].toSorted().map(([set, rows]) => [set, [...rows].toSorted().map(([, row]) => row)])),
  }

  /** @param lookups Cells that the row is known to have by where it stood. @returns its id */
  function take(type: string, row: unknown, lookups: Row = {}): string | undefined {
    const set = setOfType.get(type)
    const [key] = keyOf(model, type)
    if (!isRow(row) || set === undefined || key === undefined) return undefined
    const id = row[key]
    if (typeof id !== 'string') return undefined
    const cells: Record<string, unknown> = { ...lookups }
    for (const [name, value] of Object.entries(row)) {
      const navigation = name.includes('@') ? undefined : findNavigationProperty(model, type, name)
      if (navigation) Object.assign(cells, takeExpanded({ type, id, navigation }, value))
      else if (!name.startsWith('@odata.') && !name.includes('@odata.nextLink')) cells[name] = value
    }
    const rows = known.get(set) ?? new Map<string, Row>()
    known.set(set, rows)
    rows.set(id, { ...rows.get(id), ...cells })
    return id
  }

  /** Takes what is expanded in a row; the lookup stands on one side or the other. @returns cells of the row */
  function takeExpanded({ type, id, navigation }: Expanded, value: unknown): Row {
    const target = navigation.type.name
    if (!navigation.type.collection) return lookupCells(navigation, target, value === null ? null : take(target, value))
    const back = findNavigationProperty(model, target, navigation.partner ?? '')
    // The other end of N:N is a collection, too.
    const lookup = back && !back.type.collection ? lookupCells(back, type, id) : {}
    for (const inner of Array.isArray(value) ? value : []) take(target, inner, lookup)
    return {}
  }
}

interface Expanded {
  readonly type: string
  readonly id: string
  readonly navigation: NavigationProperty
}

/** `_primarycontactid_value` and its table, as an answer has them. */
function lookupCells(
  { name, referentialConstraint }: NavigationProperty,
  table: string,
  id: string | null | undefined,
): Row {
  if (id === undefined) return {}
  const property = referentialConstraint?.property ?? `_${name}_value`
  return { [property]: id, [`${property}@Microsoft.Dynamics.CRM.lookuplogicalname`]: table }
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
