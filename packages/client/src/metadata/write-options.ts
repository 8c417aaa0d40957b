import { withEnd } from '../operation/with-end.ts'
import type { OperationOptions } from '../query/query.ts'
import { checkDefinition, LABEL, TEXT, WHOLE } from './check-definition.ts'
import type { Members } from './check-definition.ts'
import { choicePath, nameOf, placeOfOptions, writtenChoicePath } from './definition-path.ts'
import type { DefinitionRequests } from './definition-requests.ts'
import { bodiesFor } from './definition-body.ts'
import { labelsFor } from './labels.ts'
import type { ChoiceChanges, Metadata, MetadataOptions, OptionsOf } from './metadata.ts'
import type { LabelText, NewOption } from './new-definition.ts'

type OptionWrites = Pick<
  Metadata,
  'createChoice' | 'updateChoice' | 'deleteChoice' | 'insertOption' | 'updateOption' | 'deleteOption' | 'orderOptions'
>

/** Writes choices and their options, those of single columns among them. */
export function optionWrites({ create, change, post, remove }: DefinitionRequests): OptionWrites {
  return {
    createChoice: async (choice, options = {}) =>
      create('GlobalOptionSetDefinitions', bodiesFor(options).choice(choice), options),
    async updateChoice(name: string, changes: ChoiceChanges, options: MetadataOptions = {}) {
      checkDefinition('A change of a choice', changes, [], CHOICE)
      const { label: labelOf } = labelsFor(options)
      const { label, description } = changes
      const changed = {
        ...(label !== undefined && { DisplayName: labelOf(label) }),
        ...(description !== undefined && { Description: labelOf(description) }),
      }
      await change(choicePath(name), changed, withEnd(options), writtenChoicePath)
    },
    deleteChoice: async (name: string, options: OperationOptions = {}) => remove(choicePath(name), options),
    async insertOption(to, option, options = {}) {
      checkDefinition('An option', option, ['label'], OPTION)
      const { value, label, color } = option
      const answer = await post(
        'InsertOptionValue',
        {
          ...optionsOf(to),
          ...(value !== undefined && { Value: value }),
          Label: labelsFor(options).label(label),
          ...(color !== undefined && { Color: color }),
        },
        options,
      )
      return Number(answer['NewOptionValue'])
    },
    async updateOption(of: OptionsOf, value: number, label: LabelText, options: MetadataOptions = {}) {
      checkDefinition('updateOption', { value, label }, ['value', 'label'], { value: WHOLE, label: LABEL })
      const body = { ...optionsOf(of), Value: value, Label: labelsFor(options).label(label), MergeLabels: true }
      await post('UpdateOptionValue', body, options)
    },
    async deleteOption(of: OptionsOf, value: number, options: OperationOptions = {}) {
      checkDefinition('deleteOption', { value }, ['value'], { value: WHOLE })
      await post('DeleteOptionValue', { ...optionsOf(of), Value: value }, options)
    },
    async orderOptions(of: OptionsOf, values: readonly number[], options: OperationOptions = {}) {
      checkDefinition('orderOptions', { values }, ['values'], { values: VALUES })
      await post('OrderOption', { ...optionsOf(of), Values: values }, options)
    },
  }
}

const CHOICE: Members<ChoiceChanges> = { label: LABEL, description: LABEL }

const OPTION: Members<NewOption> = { value: WHOLE, label: LABEL, color: TEXT }

const VALUES: Members<{ values: unknown }>['values'] = {
  what: 'an array of the values of options, in the order that they get',
  is: (values) => Array.isArray(values) && values.every((value) => WHOLE.is(value)),
}

function optionsOf(given: OptionsOf): object {
  const of = placeOfOptions(given)
  return 'choice' in of
    ? { OptionSetName: nameOf(of.choice) }
    : { EntityLogicalName: nameOf(of.table), AttributeLogicalName: nameOf(of.column) }
}
