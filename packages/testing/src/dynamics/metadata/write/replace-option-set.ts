import type { Exchange } from '../../exchange.ts'
import { type Answer, noContent } from '../../response/answer.ts'
import { invalid, readBody, requireBody } from './definition-body.ts'
import { mergedLabel } from './merged-labels.ts'
import { editModel } from './model-edit.ts'
import { requireCustomizer } from './require-customizer.ts'

/** `PUT GlobalOptionSetDefinitions(…)`: what a choice is called. Its options have messages of their own (`UpdateOptionValue`). */
export function replaceOptionSet(exchange: Exchange, name: string, id: string, given: unknown): Answer {
  requireCustomizer(exchange, 'prvWriteOptionSet')
  const { schema, history } = exchange.organization
  const body = requireBody(given, 'GlobalOptionSetDefinitions')
  const before = schema.model.globalOptionSets?.get(name)
  if (before?.metadataId === undefined)
    throw invalid(`The choice ${name} came with the platform and cannot be changed.`)
  if (typeof body['Name'] === 'string' && body['Name'] !== name)
    throw invalid(`The Name of the choice ${name} cannot be changed.`)
  const sent = readBody([{ '@odata.type': 'OptionSetMetadata', ...body, Name: name, IsGlobal: true }], '')
  const read = sent.globalOptionSets.get(name)
  const merge = exchange.headers.get('mscrm.mergelabels') === 'true'
  const label = mergedLabel(before.displayNames, read?.displayNames, merge)
  const description = mergedLabel(before.descriptions, read?.descriptions, merge)
  const edit = editModel(schema.model)
  edit.globalOptionSets.set(name, {
    ...before,
    ...(label.text === undefined ? {} : { displayName: label.text }),
    ...(label.byLanguage ? { displayNames: label.byLanguage } : {}),
    ...(description.text === undefined ? {} : { description: description.text }),
    ...(description.byLanguage ? { descriptions: description.byLanguage } : {}),
  })
  schema.change(edit.build())
  history.changed(id)
  return noContent()
}
