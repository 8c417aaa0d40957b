import type { ChoiceOption, LocalizedText, Model, OneToManyRelationship } from '@dynamics-kit/odata'
import type { Skipped } from '../generated.ts'
import { entitySetsByTable, tablesOfType } from './entity-types.ts'
import type { PickedTable } from './pick-tables.ts'

/** What the plans of all tables share. */
export interface PlanContext {
  readonly model: Model
  /** Entity set by logical name, of every table of the environment. */
  readonly entitySets: ReadonlyMap<string, string>
  readonly isPicked: (table: string) => boolean
  /** Tables that a navigation property of a type leads to. */
  readonly tablesOfType: (type: string) => readonly string[]
  /** Relationships by the table that has the lookup. */
  readonly relationshipsOf: (table: string) => readonly OneToManyRelationship[]
  readonly skipped: Skipped[]
  /** Languages of the texts that were asked for until now. */
  readonly languages: ReadonlySet<number>
  /** The text in the language asked for, else in the reader's. */
  text(inReadersLanguage: string | undefined, byLanguage: LocalizedText | undefined): string | undefined
}

export function createPlanContext(
  model: Model,
  picked: readonly PickedTable[],
  language: number | undefined,
  skipped: Skipped[],
): PlanContext {
  const entitySets = entitySetsByTable(model)
  const names = new Set(picked.map(({ type }) => type.name))
  const relationships = relationshipsByTable(model)
  const languages = new Set<number>()
  return {
    model,
    entitySets,
    isPicked: (table) => names.has(table),
    tablesOfType: remembered((type) => tablesOfType(model, type, entitySets)),
    relationshipsOf: (table) => relationships.get(table) ?? [],
    skipped,
    languages,
    text(inReadersLanguage, byLanguage) {
      if (language === undefined || byLanguage === undefined) return inReadersLanguage || undefined
      for (const code of byLanguage.keys()) languages.add(code)
      return byLanguage.get(language) || inReadersLanguage || undefined
    },
  }
}

/** An option's label; one without a label is called by its invariant name or its value. */
export function labelOf(context: PlanContext, option: ChoiceOption): string {
  return context.text(option.label, option.labels) ?? option.invariantName ?? String(option.value)
}

function relationshipsByTable(model: Model): ReadonlyMap<string, readonly OneToManyRelationship[]> {
  const byTable = new Map<string, OneToManyRelationship[]>()
  for (const relationship of model.relationships?.values() ?? []) {
    if (relationship.kind !== 'oneToMany') continue
    const known = byTable.get(relationship.referencingEntity)
    if (known) known.push(relationship)
    else byTable.set(relationship.referencingEntity, [relationship])
  }
  return byTable
}

function remembered<Value>(find: (name: string) => Value): (name: string) => Value {
  const known = new Map<string, Value>()
  return (name) => {
    const found = known.get(name) ?? find(name)
    known.set(name, found)
    return found
  }
}
