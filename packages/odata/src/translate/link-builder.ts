import type { FetchAttribute, FetchLinkEntity } from '../fetchxml/fetch-xml.ts'
import type { Model } from '../model/model.ts'
import { type ColumnName, columnOfProperty } from './column.ts'
import { type Relationship, relationshipOf } from './relationship.ts'
import { refuse } from './translation-error.ts'

/** A row while an address is translated: its links grow as paths lead through lookups. */
export interface RowBuilder {
  readonly table: string
  /** The lambda variable of this row. */
  readonly variable?: string
  /** By navigation property. */
  readonly links: Map<string, LinkBuilder>
}

/** An outer link along a lookup: rows without a related one stay. */
export interface LinkBuilder extends RowBuilder {
  readonly relationship: Relationship
  readonly alias: string
  readonly attributes: FetchAttribute[]
  allAttributes: boolean
}

/** What is known while one address is translated. */
export interface QueryTranslation {
  readonly model: Model
  /** Aliases that are given away. */
  readonly aliases: Set<string>
}

/** A row without links yet. */
export function createRow(table: string, variable?: string): RowBuilder {
  return { table, links: new Map(), ...(variable !== undefined && { variable }) }
}

/** The link along a lookup, made when it is first needed. @throws TranslationError */
export function linkAlong(translation: QueryTranslation, row: RowBuilder, name: string): LinkBuilder {
  const known = row.links.get(name)
  if (known) return known
  const relationship = relationshipOf(translation.model, row.table, name)
  if (relationship.kind !== 'single') return refuse(`${name} of ${row.table}, which leads to many rows`)
  const link: LinkBuilder = {
    table: relationship.table,
    links: new Map(),
    relationship,
    alias: freeAlias(translation.aliases, isLink(row) ? `${row.alias}_${name}` : name),
    attributes: [],
    allAttributes: false,
  }
  row.links.set(name, link)
  return link
}

/** The column that a path of names ends at, and the alias of the link it is of. @throws TranslationError */
export function resolvePath(
  translation: QueryTranslation,
  row: RowBuilder,
  segments: readonly string[],
): { readonly column: ColumnName; readonly link?: LinkBuilder } {
  const { row: last, name } = walk(translation, row, segments)
  const column = columnOfProperty(translation.model, last.table, name)
  return { column, ...(isLink(last) && { link: last }) }
}

/** Follows all names but the last. @throws TranslationError */
export function walk(
  translation: QueryTranslation,
  row: RowBuilder,
  segments: readonly string[],
): { readonly row: RowBuilder; readonly name: string } {
  const names = row.variable === undefined ? segments : segments.slice(1)
  if (row.variable !== undefined && segments[0] !== row.variable) refuse(`${segments[0]} inside a lambda`)
  let last = row
  for (const name of names.slice(0, -1)) last = linkAlong(translation, last, name)
  return { row: last, name: names.at(-1) ?? refuse('a lambda variable without a column') }
}

/** Tells a link from the row that is asked for. */
export function isLink(row: RowBuilder): row is LinkBuilder {
  return 'relationship' in row
}

/** The links of a row as elements. */
export function buildLinks(row: RowBuilder): readonly FetchLinkEntity[] {
  return [...row.links.values()].map((link) => ({
    kind: 'link-entity',
    name: link.table,
    from: link.relationship.from,
    to: link.relationship.to,
    linkType: 'outer',
    alias: link.alias,
    allAttributes: link.allAttributes,
    attributes: link.attributes,
    orders: [],
    filters: [],
    links: buildLinks(link),
  }))
}

function freeAlias(taken: Set<string>, wanted: string): string {
  let alias = wanted
  for (let count = 2; taken.has(alias); count++) alias = `${wanted}${count}`
  taken.add(alias)
  return alias
}
