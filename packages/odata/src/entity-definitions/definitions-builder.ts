import type { ChoiceOption, OptionSet, Relationship } from '../model/model.ts'
import type { DefinedAttribute, DefinedKey, DefinedTable, EntityDefinitions } from './entity-definitions.ts'

/** Definitions while they are gathered. What is added later counts where both say something. */
export interface DefinitionsBuilder {
  addTable(table: Omit<DefinedTable, 'attributes' | 'keys'>): void
  addAttribute(table: string, attribute: DefinedAttribute): void
  addKey(table: string, key: DefinedKey): void
  addRelationship(relationship: Relationship): void
  addOptionSet(optionSet: OptionSet): void
  /** Takes away what has one of these ids, and lists them among the deleted. */
  remove(metadataIds: readonly string[]): void
  setVersionStamp(stamp: string): void
  build(): EntityDefinitions
}

type TableDraft = Omit<DefinedTable, 'attributes' | 'keys'> & {
  readonly attributes: Map<string, DefinedAttribute>
  readonly keys: Map<string, DefinedKey>
}

export function createDefinitionsBuilder(): DefinitionsBuilder {
  const tables = new Map<string, TableDraft>()
  const relationships = new Map<string, Relationship>()
  const optionSets = new Map<string, OptionSet>()
  const deleted = new Set<string>()
  let serverVersionStamp: string | undefined

  const draft = (logicalName: string): TableDraft => {
    const known = tables.get(logicalName)
    if (known) return known
    const created: TableDraft = { logicalName, attributes: new Map(), keys: new Map() }
    tables.set(logicalName, created)
    return created
  }

  return {
    addTable(table) {
      tables.set(table.logicalName, { ...draft(table.logicalName), ...table })
    },
    addAttribute(table, attribute) {
      const { attributes } = draft(table)
      const known = attributes.get(attribute.logicalName)
      attributes.set(attribute.logicalName, { ...known, ...attribute, ...mergedOptions(known, attribute) })
    },
    addKey(table, key) {
      const { keys } = draft(table)
      keys.set(key.name, { ...keys.get(key.name), ...key })
    },
    addRelationship(relationship) {
      const known = relationships.get(relationship.schemaName)
      const merged = known?.kind === relationship.kind ? { ...known, ...relationship } : relationship
      // Both are of one kind, so that what comes of spreading one over the other is of that kind too.
      relationships.set(relationship.schemaName, merged as Relationship)
    },
    addOptionSet(optionSet) {
      const known = optionSets.get(optionSet.name)
      optionSets.set(optionSet.name, { ...known, ...optionSet, ...mergedOptions(known, optionSet) })
    },
    remove(metadataIds) {
      const gone = new Set(metadataIds)
      for (const id of gone) deleted.add(id)
      removeFrom(tables, gone)
      removeFrom(relationships, gone)
      removeFrom(optionSets, gone)
      for (const { attributes, keys } of tables.values()) {
        removeFrom(attributes, gone)
        removeFrom(keys, gone)
      }
    },
    setVersionStamp(stamp) {
      serverVersionStamp = stamp
    },
    build: () => ({
      tables,
      relationships,
      globalOptionSets: optionSets,
      ...(serverVersionStamp === undefined ? {} : { serverVersionStamp }),
      deletedMetadataIds: [...deleted],
    }),
  }
}

function removeFrom(definitions: Map<string, { readonly metadataId?: string }>, gone: ReadonlySet<string>): void {
  for (const [name, { metadataId }] of definitions) {
    if (metadataId !== undefined && gone.has(metadataId)) definitions.delete(name)
  }
}

interface WithOptions {
  readonly options?: readonly ChoiceOption[]
}

/**
 * The options that there are now, with the labels that were known: an answer about changes lists all options, but says only
 * of new ones what they are called.
 *
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/cache-schema-data#tracking-options
 */
function mergedOptions(known: WithOptions | undefined, added: WithOptions): WithOptions {
  if (!known?.options || !added.options) return {}
  const before = new Map(known.options.map((option) => [option.value, option]))
  return {
    options: added.options.map((option) => {
      const old = before.get(option.value)
      return old && option.label === '' ? { ...old, ...option, label: old.label } : option
    }),
  }
}
