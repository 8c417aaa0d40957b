import type { OptionSet } from '@dynamics-kit/odata'
import type { Exchange } from '../../exchange.ts'
import { type Answer, noContent } from '../../response/answer.ts'
import { optionId } from '../option-set-definition.ts'
import { invalid, readBody, requireBody, requireSchemaName } from './definition-body.ts'
import { editModel } from './model-edit.ts'
import { withOptionValues } from './read-column.ts'
import { requireCustomizer } from './require-customizer.ts'

/** `POST GlobalOptionSetDefinitions`: options that columns can share. */
export function createOptionSet(exchange: Exchange, given: unknown): Answer {
  requireCustomizer(exchange, 'prvCreateOptionSet')
  const { schema, history, newId } = exchange.organization
  const body = withOptionValues(requireBody(given, 'GlobalOptionSetDefinitions'))
  const name = requireSchemaName(body, 'A choice', 'Name')
  if (schema.model.globalOptionSets?.has(name)) {
    throw invalid(`An OptionSet with the specified name ${name} already exists. Specify a unique name.`)
  }
  const type = typeof body['@odata.type'] === 'string' ? body['@odata.type'] : 'OptionSetMetadata'
  const read = readBody([{ ...body, '@odata.type': type, IsGlobal: true }], '').globalOptionSets.get(name)
  if (!read?.options) throw invalid('A choice needs Options.')
  const metadataId = newId()
  const isBoolean = type.endsWith('BooleanOptionSetMetadata')
  const optionSet: OptionSet = { ...read, metadataId, isGlobal: true, type: isBoolean ? 'Boolean' : 'Picklist' }
  const edit = editModel(schema.model)
  edit.globalOptionSets.set(name, optionSet)
  schema.change(edit.build())
  history.changed(metadataId)
  for (const { value } of read.options) history.changed(optionId(name, value))
  return noContent({ 'OData-EntityId': `${exchange.root}/GlobalOptionSetDefinitions(${metadataId})` })
}
