import type { AttributeMetadata, ChoiceOption, OptionSet } from '@dynamics-kit/odata'
import type { Exchange } from '../../exchange.ts'
import { Fault } from '../../fault.ts'
import { complexAnswer } from '../../operations/complex-answer.ts'
import type { Invocation, OperationHandler } from '../../operations/invocation.ts'
import { noContent } from '../../response/answer.ts'
import type { Table } from '../../schema/table.ts'
import { attributeId } from '../attribute-definition.ts'
import { definedName, findDefinedTable } from '../defined-table.ts'
import { optionId, optionSetId } from '../option-set-definition.ts'
import { addComponent, componentType, solutionNamed } from '../../solutions/solution-context.ts'
import { addColumn } from './add-column.ts'
import { invalid, readBody } from './definition-body.ts'
import { mergedLabel } from './merged-labels.ts'
import { editModel, type ModelEdit } from './model-edit.ts'
import { firstOptionValue } from './read-column.ts'
import { requireCustomizer } from './require-customizer.ts'

/** `InsertOptionValue` of `{ OptionSetName }` or `{ EntityLogicalName, AttributeLogicalName }` (reference 32.6). */
export const insertOptionValue: OperationHandler = {
  kind: 'action',
  run: (invocation) => insert(invocation, 'InsertOptionValueResponse', {}),
}

/** `InsertStatusValue`: a status reason, which belongs to a state. */
export const insertStatusValue: OperationHandler = {
  kind: 'action',
  run(invocation) {
    const state = invocation.parameters['StateCode']
    if (typeof state !== 'number') throw invalid('A status reason needs the StateCode that it belongs to.')
    return insert(invocation, 'InsertStatusValueResponse', { state })
  },
}

/** `UpdateOptionValue`: what an option is called. */
export const updateOptionValue: OperationHandler = {
  kind: 'action',
  run({ exchange, parameters }) {
    change(exchange, parameters, (options, name) => {
      const value = requireValue(parameters, options)
      const sent = readLabels(parameters, value)
      exchange.organization.history.changed(optionId(name, value))
      return options.map((option) => {
        if (option.value !== value) return option
        const before = option.labels ?? new Map([[1033, option.label]])
        const label = mergedLabel(before, sent.labels, parameters['MergeLabels'] === true)
        return Object.assign({}, option, sent, {
          label: label.text ?? option.label,
          ...(label.byLanguage ? { labels: label.byLanguage } : {}),
        })
      })
    })
    return noContent()
  },
}

/** `DeleteOptionValue`. Rows that have the value keep it, as in the service. */
export const deleteOptionValue: OperationHandler = {
  kind: 'action',
  run({ exchange, parameters }) {
    change(exchange, parameters, (options) => {
      const value = requireValue(parameters, options)
      return options.filter((option) => option.value !== value)
    })
    return noContent()
  },
}

/** `OrderOption`: `Values` in the order that people see them. */
export const orderOption: OperationHandler = {
  kind: 'action',
  run({ exchange, parameters }) {
    change(exchange, parameters, (options) => {
      const values = parameters['Values']
      const order = Array.isArray(values) ? values.map(Number) : []
      const ordered = order.flatMap((value) => options.find((option) => option.value === value) ?? [])
      if (ordered.length !== options.length || order.length !== options.length) {
        throw invalid('The Values have to be those of all options, each once.')
      }
      return ordered
    })
    return noContent()
  },
}

function insert({ exchange, parameters }: Invocation, response: string, extra: Partial<ChoiceOption>) {
  let made = 0
  change(exchange, parameters, (options, name) => {
    const given = parameters['Value']
    made = typeof given === 'number' ? given : Math.max(firstOptionValue - 1, ...options.map(({ value }) => value)) + 1
    if (options.some(({ value }) => value === made)) {
      throw invalid(`The option value ${made} is already in use in ${name}.`)
    }
    const labels = readLabels(parameters, made)
    if (labels.label === '') throw invalid('An option needs a Label.')
    exchange.organization.history.changed(optionId(name, made))
    return [...options, { ...labels, ...extra }]
  })
  return complexAnswer(exchange, response, { NewOptionValue: made })
}

function requireValue(parameters: Invocation['parameters'], options: readonly ChoiceOption[]): number {
  const value = parameters['Value']
  if (typeof value === 'number' && options.some((option) => option.value === value)) return value
  throw invalid(`There is no option with the value ${String(value)}.`)
}

function readLabels(
  { Label, Description, ExternalValue, Color }: Invocation['parameters'],
  value: number,
): ChoiceOption {
  const body = [
    {
      '@odata.type': 'OptionSetMetadata',
      Name: 'option',
      Options: [{ Value: value, Label, Description, ExternalValue, Color }],
    },
  ]
  const option = readBody(body, '').globalOptionSets.get('option')?.options?.[0]
  return option ?? { value, label: '' }
}

type ChangeOptions = (options: readonly ChoiceOption[], optionSet: string) => readonly ChoiceOption[]

/** Changes the options of a shared option set and of all columns on it, or of one column. */
function change(exchange: Exchange, parameters: Invocation['parameters'], to: ChangeOptions): void {
  requireCustomizer(exchange, 'prvWriteOptionSet')
  const { schema, history } = exchange.organization
  const solution = solutionNamed(exchange.organization, parameters['SolutionUniqueName'])
  const edit = editModel(schema.model)
  const { OptionSetName: name, EntityLogicalName: tableName, AttributeLogicalName: attribute } = parameters
  if (typeof name === 'string' && name !== '') {
    const set = edit.globalOptionSets.get(name)
    if (!set) throw new Fault(404, '0x80060888', `Could not find an optionset with name ${name}.`)
    changeShared(edit, set, to)
    const id = set.metadataId ?? optionSetId(name)
    history.changed(id)
    addComponent(exchange, solution, id, componentType.optionSet)
  } else {
    const table = findDefinedTable(schema, String(tableName))
    if (!table) throw new Fault(404, '0x80060888', `Could not find an entity with name ${String(tableName)}.`)
    history.changed(changeLocal(edit, table, String(attribute), to))
    const column = table.attributes.get(String(attribute))?.metadata?.metadataId
    addComponent(exchange, solution, column ?? attributeId(definedName(table), String(attribute)), componentType.column)
  }
  schema.change(edit.build())
}

function changeShared(edit: ModelEdit, set: OptionSet, to: ChangeOptions): void {
  const options = to(set.options ?? [], set.name)
  edit.globalOptionSets.set(set.name, { ...set, options })
  for (const [table, type] of edit.types) {
    for (const property of type.properties.values()) {
      const { attribute } = property
      if (attribute?.isGlobalOptionSet !== true || attribute.optionSetName !== set.name) continue
      addColumn(edit, table, { ...property, attribute: { ...attribute, options } })
    }
  }
}

/** @returns id of the option set */
function changeLocal(edit: ModelEdit, table: Table, name: string, to: ChangeOptions): string {
  const column = table.attributes.get(name)
  const property = column && edit.type(table.name).properties.get(column.name)
  if (!column?.options || !property) {
    throw new Fault(404, '0x80060888', `Could not find an attribute with name ${name}.`)
  }
  const before: AttributeMetadata = column.metadata ?? {
    logicalName: name,
    schemaName: name,
    attributeType: column.attributeType,
  }
  if (before.isGlobalOptionSet === true) {
    throw invalid(`The options of '${name}' are those of ${before.optionSetName ?? ''}; change them by OptionSetName.`)
  }
  const set = before.optionSetName ?? `${definedName(table)}_${name}`
  addColumn(edit, table.name, {
    ...property,
    attribute: { ...before, options: to([...column.options.values()], set) },
  })
  return optionSetId(set)
}
