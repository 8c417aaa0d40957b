import type { OperationOptions } from '../query/query.ts'
import { choicePath, nameOf } from './definition-path.ts'
import type { DefinitionRequests } from './definition-requests.ts'
import { bodiesFor } from './definition-body.ts'
import { labelsFor } from './labels.ts'
import type { Metadata, MetadataOptions, OptionsOf } from './metadata.ts'
import type { LabelText } from './new-definition.ts'

type OptionWrites = Pick<
  Metadata,
  'createChoice' | 'deleteChoice' | 'insertOption' | 'updateOption' | 'deleteOption' | 'orderOptions'
>

/** Writes choices and their options, those of single columns among them. */
export function optionWrites({ create, post, remove }: DefinitionRequests): OptionWrites {
  return {
    createChoice: async (choice, options = {}) =>
      create('GlobalOptionSetDefinitions', bodiesFor(options).choice(choice), options),
    deleteChoice: async (name: string, options: OperationOptions = {}) => remove(choicePath(name), options),
    async insertOption(to, { value, label, color }, options = {}) {
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
      const body = { ...optionsOf(of), Value: value, Label: labelsFor(options).label(label), MergeLabels: true }
      await post('UpdateOptionValue', body, options)
    },
    async deleteOption(of: OptionsOf, value: number, options: OperationOptions = {}) {
      await post('DeleteOptionValue', { ...optionsOf(of), Value: value }, options)
    },
    async orderOptions(of: OptionsOf, values: readonly number[], options: OperationOptions = {}) {
      await post('OrderOption', { ...optionsOf(of), Values: values }, options)
    },
  }
}

function optionsOf(of: OptionsOf): object {
  return 'choice' in of
    ? { OptionSetName: nameOf(of.choice) }
    : { EntityLogicalName: nameOf(of.table), AttributeLogicalName: nameOf(of.column) }
}
