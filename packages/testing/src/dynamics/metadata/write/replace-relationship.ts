import { readEntityDefinitions } from '@dynamics-kit/odata'
import type { Exchange } from '../../exchange.ts'
import { type Answer, noContent } from '../../response/answer.ts'
import { invalid, requireBody } from './definition-body.ts'
import { editModel } from './model-edit.ts'
import { requireCustomizer } from './require-customizer.ts'

/** Members that a relationship keeps for good. */
const fixed = [
  'SchemaName',
  'ReferencedEntity',
  'ReferencingEntity',
  'Entity1LogicalName',
  'Entity2LogicalName',
] as const

/** `PUT RelationshipDefinitions(…)`: what happens to the rows at its end, from its whole definition. */
export function replaceRelationship(exchange: Exchange, schemaName: string, given: unknown): Answer {
  requireCustomizer(exchange, 'prvWriteRelationship')
  const { schema, history } = exchange.organization
  const body = requireBody(given, 'RelationshipDefinitions')
  const before = schema.model.relationships?.get(schemaName)
  if (before?.isCustomRelationship !== true)
    throw invalid(`The relationship ${schemaName} came with the platform and cannot be changed.`)
  const isOneToMany = before.kind === 'oneToMany'
  const now: Readonly<Record<(typeof fixed)[number], unknown>> = {
    SchemaName: schemaName,
    ReferencedEntity: isOneToMany ? before.referencedEntity : undefined,
    ReferencingEntity: isOneToMany ? before.referencingEntity : undefined,
    Entity1LogicalName: isOneToMany ? undefined : before.entity1LogicalName,
    Entity2LogicalName: isOneToMany ? undefined : before.entity2LogicalName,
  }
  for (const name of fixed) {
    const sent = body[name] ?? undefined
    if (sent !== undefined && sent !== now[name])
      throw invalid(`The ${name} of the relationship ${schemaName} cannot be changed.`)
  }
  const read = readEntityDefinitions([{ ...body, ...now }]).relationships.get(schemaName)
  if (before.kind === 'oneToMany' && read?.kind === 'oneToMany') {
    const edit = editModel(schema.model)
    edit.relationships.set(schemaName, {
      ...before,
      ...(read.cascade ? { cascade: { ...before.cascade, ...read.cascade } } : {}),
      ...(read.isHierarchical === undefined ? {} : { isHierarchical: read.isHierarchical }),
    })
    schema.change(edit.build())
  }
  history.changed(before.metadataId ?? '')
  return noContent()
}
