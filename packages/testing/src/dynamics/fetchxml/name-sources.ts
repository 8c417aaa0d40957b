import {
  type FetchFilterItem,
  type FetchLinkEntity,
  type FetchSource as SourceNode,
  type FetchXml,
  fetchXmlLimits,
} from '@dynamics-kit/odata'
import type { Schema } from '../schema/schema.ts'
import type { Table } from '../schema/table.ts'
import { fetchFault } from './fetch-fault.ts'
import { type FetchNames, type FetchSource, tableNamed } from './fetch-source.ts'

/**
 * Gives every link-entity its place and its alias: `contact1` is the first link-entity of a query, of contacts.
 *
 * @throws Fault 400 for unknown tables, aliases that are not unique, and queries over the limits
 */
export function nameSources(schema: Schema, { entity }: FetchXml, table: Table): FetchNames {
  const nodes = linksOf(entity)
  if (nodes.length > fetchXmlLimits.links) throw fetchFault.tooManyLinks()
  if (nodes.length + countConditions(entity) > fetchXmlLimits.conditions) throw fetchFault.tooManyConditions()
  const links = new Map<FetchLinkEntity, FetchSource>()
  const aliases = new Map<string, FetchSource>()
  for (const [position, node] of nodes.entries()) {
    const alias = node.alias ?? `${node.name}${position + 1}`
    const source: FetchSource = { table: tableNamed(schema, node.name), index: position + 1, alias }
    if (aliases.has(alias)) throw fetchFault.duplicateAlias()
    aliases.set(alias, source)
    links.set(node, source)
  }
  return { schema, root: { table, index: 0, alias: undefined }, links, aliases }
}

/** Link-entities in the order in which they are written, those in filters too. */
function linksOf(source: SourceNode): readonly FetchLinkEntity[] {
  const inFilters = source.filters.flatMap((filter) => linksIn(filter))
  return [...inFilters, ...source.links.flatMap((link) => [link, ...linksOf(link)])]
}

function linksIn(item: FetchFilterItem): readonly FetchLinkEntity[] {
  if (item.kind === 'link-entity') return [item, ...linksOf(item)]
  return item.kind === 'filter' ? item.items.flatMap((inner) => linksIn(inner)) : []
}

const countConditions = (source: SourceNode): number =>
  source.filters.reduce((count, filter) => count + conditionsIn(filter), 0) +
  source.links.reduce((count, link) => count + countConditions(link), 0)

function conditionsIn(item: FetchFilterItem): number {
  if (item.kind === 'condition') return 1
  if (item.kind === 'link-entity') return countConditions(item)
  return item.items.reduce((count, inner) => count + conditionsIn(inner), 0)
}
