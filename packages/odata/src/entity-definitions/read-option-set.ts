import type { ChoiceOption, OptionSet } from '../model/model.ts'
import { flagOf, type JsonSource, numberOf, objectOf, objectsOf, oneOf, textOf } from './json-source.ts'
import { EntityDefinitionsError } from './entity-definitions-error.ts'
import { present, type Present } from './present.ts'
import { readLabel } from './read-label.ts'

const TYPES = ['Picklist', 'State', 'Status', 'Boolean'] as const

/** `{ "Name": "incident_caseorigincode", "IsGlobal": true, "Options": […] }`, or `TrueOption` and `FalseOption`. */
export function readOptionSet(source: JsonSource): Present<OptionSet> {
  const displayName = readLabel(source, 'DisplayName')
  const description = readLabel(source, 'Description')
  return present({
    name: textOf(source, 'Name'),
    metadataId: textOf(source, 'MetadataId'),
    type: oneOf(source, 'OptionSetType', TYPES),
    isGlobal: flagOf(source, 'IsGlobal'),
    displayName: displayName.text,
    displayNames: displayName.byLanguage,
    description: description.text,
    descriptions: description.byLanguage,
    options: readOptions(source),
  })
}

function readOptions(source: JsonSource): readonly ChoiceOption[] | undefined {
  const options = objectsOf(source, 'Options')
  if (options) return options.map(readOption)
  const [no, yes] = [objectOf(source, 'FalseOption'), objectOf(source, 'TrueOption')]
  return no || yes ? [no, yes].flatMap((option) => (option ? [readOption(option)] : [])) : undefined
}

function readOption(source: JsonSource): ChoiceOption {
  const value = numberOf(source, 'Value')
  if (value === undefined) throw new EntityDefinitionsError('missingName', 'an option has no Value', source.path)
  const label = readLabel(source, 'Label')
  return {
    value,
    label: label.text ?? '',
    ...present({
      labels: label.byLanguage,
      description: readLabel(source, 'Description').text,
      state: numberOf(source, 'State'),
      defaultStatus: numberOf(source, 'DefaultStatus'),
      invariantName: textOf(source, 'InvariantName'),
      color: textOf(source, 'Color') || undefined,
      externalValue: textOf(source, 'ExternalValue') || undefined,
    }),
  }
}
