import type { Expression, PropertyPath } from '../ast/expression.ts'
import type { FetchEntity, FetchFilterItem, FetchLinkEntity, FetchXml } from '../fetchxml/fetch-xml.ts'
import type { Model } from '../model/model.ts'
import { type ColumnName, columnOfAttribute } from './column.ts'
import { refuse } from './translation-error.ts'

/** A row while FetchXML is translated: what leads to it in an address. */
export interface FetchScope {
  readonly table: string
  /** Lambda variable and navigation properties in front of its columns; empty for the row that is asked for. */
  readonly path: readonly string[]
  /** The lambda variable that the row is reached from; absent outside of lambdas. */
  readonly variable?: string
  /** A collection can be asked with `any` only from the row itself or a lambda variable, not from under a lookup. */
  readonly isUnderLookup: boolean
}

/** What is known while one query is translated. */
export interface FetchTranslation {
  readonly model: Model
  readonly fetch: FetchXml
  /** Link-entities that lead to at most one row, by alias. */
  readonly aliases: Map<string, FetchScope>
  /** Names that several link-entities go by. */
  readonly ambiguous: ReadonlySet<string>
  /** Lambda variables so far. */
  variables: number
}

/** A column of a row as an expression. */
export function pathOf(scope: FetchScope, column: ColumnName): PropertyPath {
  return { kind: 'path', segments: [...scope.path, column.property.name] }
}

/** The row that an alias names; the row at hand without one. */
export function scopeOf(translation: FetchTranslation, scope: FetchScope, alias: string | undefined): FetchScope {
  if (alias === undefined) return scope
  const found = translation.aliases.get(alias)
  // What is outside of a lambda cannot be named inside.
  const isInReach = found && found.variable === scope.variable && !translation.ambiguous.has(alias)
  return isInReach ? found : refuse(`entityname ${alias}`)
}

/** The name that conditions know a link-entity by. */
export function aliasOf(link: FetchLinkEntity): string {
  return link.alias ?? link.name
}

/** The names that more than one link-entity of a query goes by. */
export function ambiguousAliases({ entity }: FetchXml): ReadonlySet<string> {
  const seen = new Set<string>()
  const ambiguous = new Set<string>()
  const visitItems = (items: readonly FetchFilterItem[]): void => {
    for (const item of items) {
      if (item.kind === 'filter') visitItems(item.items)
      else if (item.kind === 'link-entity') visit(item)
    }
  }
  const visit = (source: FetchEntity | FetchLinkEntity): void => {
    if (source.kind === 'link-entity') {
      const alias = aliasOf(source)
      if (seen.has(alias)) ambiguous.add(alias)
      seen.add(alias)
    }
    visitItems(source.filters)
    visitItems(source.links)
  }
  visit(entity)
  return ambiguous
}

/** A column by its logical name, of the row that `entityname` names. */
export function columnIn(
  translation: FetchTranslation,
  scope: FetchScope,
  attribute: string,
): { readonly column: ColumnName; readonly path: PropertyPath } {
  const column = columnOfAttribute(translation.model, scope.table, attribute)
  return { column, path: pathOf(scope, column) }
}

/** Everything that must hold, or nothing. */
export function allOf(kind: 'and' | 'or', operands: readonly Expression[]): Expression | undefined {
  const [first] = operands
  return operands.length > 1 ? { kind, operands } : first
}
