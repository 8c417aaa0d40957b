import type { ChoiceOption, DefinedAttribute } from '@dynamics-kit/odata'
import { isDynamicsError } from '../errors/dynamics-error.ts'
import { withEnd } from '../operation/with-end.ts'
import type { OperationOptions } from '../query/query.ts'
import { columnPath } from './definition-path.ts'
import type { DefinitionRequests } from './definition-requests.ts'

type Read = DefinitionRequests['read']

/** Types of columns whose options have to be asked for apart (32.2). */
export const WITH_OPTIONS: readonly string[] = ['Picklist', 'MultiSelectPicklist', 'State', 'Status', 'Boolean']

/** Columns that every table with states has. */
const STANDARD_TYPES: Readonly<Record<string, string>> = { statecode: 'State', statuscode: 'Status' }

/** Where the options of a column of a type stand: one of the two is empty, by whether it shares them (32.2). */
function optionSetsOf(type: string, select = ''): string {
  const isShareable = type === 'Picklist' || type === 'MultiSelectPicklist'
  return isShareable ? `OptionSet${select},GlobalOptionSet${select}` : 'OptionSet'
}

/** A column, or the columns, of a type with their options. */
export function withOptionsOf(type: string, path: string): string {
  return `${path}/Microsoft.Dynamics.CRM.${type}AttributeMetadata?$select=LogicalName,AttributeType&$expand=${optionSetsOf(type)}`
}

/** `Picklist`: the type of a column by its definition, where that says it. */
export function typeOf(column: DefinedAttribute | undefined): string {
  return column?.metadataType?.replace(/AttributeMetadata$/, '') ?? column?.attributeType ?? ''
}

/** Options of a column of a type; nothing where it is of another. */
async function optionsAs(read: Read, type: string, path: string, name: string, options: OperationOptions) {
  const expand = optionSetsOf(type, '($select=Options)')
  const cast = `${path}/Microsoft.Dynamics.CRM.${type}AttributeMetadata?$select=LogicalName&$expand=${expand}`
  try {
    const [found] = (await read(cast, options, name)).tables.get(name)?.attributes.values() ?? []
    return found?.options ?? []
  } catch (error) {
    if (isDynamicsError(error) && (error.status === 404 || error.status === 400)) return undefined
    throw error
  }
}

/**
 * The options of one column.
 *
 * @throws TypeError for a column that has none.
 */
export async function optionsOfColumn(
  read: Read,
  of: string,
  column: string,
  given: OperationOptions,
): Promise<readonly ChoiceOption[]> {
  const options = withEnd(given)
  const path = columnPath(of, column)
  // Most are choices, and one request is enough then.
  const guess = STANDARD_TYPES[column] ?? 'Picklist'
  const guessed = await optionsAs(read, guess, path, of, options)
  if (guessed) return guessed
  const { tables } = await read(`${path}?$select=LogicalName,AttributeType`, options, of)
  const [found] = tables.get(of)?.attributes.values() ?? []
  const type = typeOf(found)
  if (WITH_OPTIONS.includes(type) && type !== guess) return (await optionsAs(read, type, path, of, options)) ?? []
  throw new TypeError(`metadata.options: ${of}.${column} is a ${type} column, which has no options.`)
}
