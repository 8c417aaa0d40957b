import type { Definition } from './definition.ts'
import { isA, membersOf, navigationsOf } from './metadata-type.ts'

/** How definitions are said by functions: as complex types, with every member, and null for what was not asked for. */
export interface ComplexShape {
  /** Whether a member or a navigation property is wanted of definitions of this kind. */
  wants(kind: DefinitionKind, member: string): boolean
  /** What is wanted of what a definition leads to; all where absent. */
  matches?(kind: DefinitionKind, definition: Definition): boolean
  /** `HasChanged`; null where nobody asked what changed. */
  hasChanged(definition: Definition): boolean | null
  /** Whether an option's label is told; all are where absent. */
  tellsOption?(optionSet: string, value: number): boolean
  /** Language codes whose labels are wanted; all where absent. */
  readonly languages?: ReadonlySet<number>
}

export type DefinitionKind = 'entity' | 'attribute' | 'relationship' | 'key' | 'optionSet'

const kinds: readonly (readonly [string, DefinitionKind])[] = [
  ['EntityMetadata', 'entity'],
  ['AttributeMetadata', 'attribute'],
  ['RelationshipMetadataBase', 'relationship'],
  ['EntityKeyMetadata', 'key'],
  ['OptionSetMetadataBase', 'optionSet'],
]

export function kindOf(definition: Definition): DefinitionKind {
  const found = kinds.find(([type]) => isA(definition.type, type))
  if (found) return found[1]
  throw new Error(`${definition.type} is of no kind that functions answer with.`)
}

/** Said in every answer, wanted or not. */
const always: ReadonlySet<string> = new Set(['MetadataId', 'LogicalName', 'HasChanged'])

/** `ComplexEntityMetadata` and the like. `declared` is the type that the member holding it promises. */
export function complexJson(definition: Definition, shape: ComplexShape, declared: string): Record<string, unknown> {
  const kind = kindOf(definition)
  const json: Record<string, unknown> = {}
  if (definition.type !== declared) json['@odata.type'] = `#Microsoft.Dynamics.CRM.Complex${definition.type}`
  for (const [name, memberKind] of membersOf(definition.type)) {
    const value = name === 'HasChanged' ? shape.hasChanged(definition) : (definition.members[name] ?? null)
    const wanted = always.has(name) || kind === 'optionSet' || shape.wants(kind, name)
    if (!wanted) json[name] = Array.isArray(value) ? [] : null
    else if (name === 'Options') json[name] = inLanguages(optionsIn(definition, value, shape), shape.languages)
    else json[name] = memberKind === 'label' || name.endsWith('Option') ? inLanguages(value, shape.languages) : value
  }
  for (const [name, { type, collection }] of navigationsOf(definition.type)) {
    // A complex type has no navigation properties: its option set is the one that applies, shared or not.
    if (name === 'GlobalOptionSet') continue
    const wanted = shape.wants(kind, name)
    const found = wanted ? relatedOf(definition, name) : []
    const items = found
      .filter((item) => shape.matches?.(kindOf(item), item) ?? true)
      .map((item) => complexJson(item, shape, type))
    json[name] = collection ? items : (items[0] ?? null)
  }
  return json
}

/** All options that there are, what they are called only where that is wanted. */
function optionsIn(definition: Definition, options: unknown, { tellsOption }: ComplexShape): unknown {
  if (!tellsOption || !Array.isArray(options)) return options
  return options.map((option: Readonly<Record<string, unknown>>) =>
    tellsOption(String(definition.members['Name']), Number(option['Value']))
      ? option
      : Object.assign({}, option, { Label: null, Description: null }),
  )
}

export function relatedOf(definition: Definition, name: string): readonly Definition[] {
  const found =
    definition.related[name]?.() ?? (name === 'OptionSet' ? definition.related['GlobalOptionSet']?.() : null)
  if (found === null || found === undefined) return []
  return 'type' in found ? [found] : found
}

/** Labels, wherever they are inside, in the languages asked for. */
function inLanguages(value: unknown, languages: ReadonlySet<number> | undefined): unknown {
  if (!languages || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => inLanguages(item, languages))
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]: [string, unknown]) => {
      if (name === 'LocalizedLabels' && Array.isArray(inner)) {
        return [name, inner.filter((label: { LanguageCode?: number }) => languages.has(label.LanguageCode ?? 0))]
      }
      return [name, inLanguages(inner, languages)]
    }),
  )
}
