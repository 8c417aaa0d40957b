import type { ChoiceOption, LocalizedText } from '@dynamics-kit/odata'
import { stableId } from '../access/stable-id.ts'
import type { Definition } from './definition.ts'
import { labelJson } from './label.ts'
import { managed } from './managed-property.ts'

export interface OptionSetFacts {
  readonly name: string
  readonly metadataId?: string | undefined
  readonly type: 'Picklist' | 'State' | 'Status' | 'Boolean'
  readonly isGlobal: boolean
  readonly isManaged: boolean
  readonly displayName?: string | undefined
  readonly displayNames?: LocalizedText | undefined
  readonly description?: string | undefined
  readonly descriptions?: LocalizedText | undefined
  readonly options: readonly ChoiceOption[]
}

/** What tells whether an option is new: it has no id on the wire. */
export const optionId = (optionSet: string, value: number): string => stableId(`option:${optionSet}.${value}`)

export const optionSetId = (name: string): string => stableId(`optionset:${name}`)

/** `OptionSetMetadata`, or `BooleanOptionSetMetadata` for Yes/No. */
export function optionSetDefinition(facts: OptionSetFacts): Definition {
  const { name, isManaged, options } = facts
  const id = facts.metadataId ?? optionSetId(name)
  const json = options.map((option) => optionJson(facts, option))
  const isBoolean = facts.type === 'Boolean'
  return {
    type: isBoolean ? 'BooleanOptionSetMetadata' : 'OptionSetMetadata',
    id,
    members: {
      MetadataId: id,
      IsCustomOptionSet: !isManaged,
      IsGlobal: facts.isGlobal,
      IsManaged: isManaged,
      Name: name,
      OptionSetType: facts.type,
      Description: labelJson(`${name}.description`, {
        text: facts.description,
        byLanguage: facts.descriptions,
        isManaged,
      }),
      DisplayName: labelJson(name, { text: facts.displayName, byLanguage: facts.displayNames, isManaged }),
      IsCustomizable: managed(true, !isManaged, 'iscustomizable'),
      ...(isBoolean
        ? {
            TrueOption: json.find((option) => option['Value'] === 1) ?? null,
            FalseOption: json.find((option) => option['Value'] === 0) ?? null,
          }
        : { Options: json }),
    },
    related: {},
  }
}

const derivedOption = {
  Picklist: undefined,
  Boolean: undefined,
  State: 'StateOptionMetadata',
  Status: 'StatusOptionMetadata',
}

function optionJson({ name, type, isManaged }: OptionSetFacts, option: ChoiceOption): Record<string, unknown> {
  const owner = `${name}.${option.value}`
  const derived = derivedOption[type]
  return {
    ...(derived === undefined ? {} : { '@odata.type': `#Microsoft.Dynamics.CRM.${derived}` }),
    Value: option.value,
    Color: option.color ?? null,
    IsManaged: isManaged,
    ExternalValue: option.externalValue ?? null,
    ParentValues: [],
    Tag: null,
    IsHidden: false,
    MetadataId: null,
    HasChanged: null,
    ...(type === 'State'
      ? { DefaultStatus: option.defaultStatus ?? null, InvariantName: option.invariantName ?? option.label }
      : {}),
    ...(type === 'Status' ? { State: option.state ?? null, TransitionData: null } : {}),
    Label: labelJson(owner, { text: option.label, byLanguage: option.labels, isManaged }),
    Description: labelJson(`${owner}.description`, { text: option.description, byLanguage: undefined, isManaged }),
  }
}
