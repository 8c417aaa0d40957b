import { Fault, validation } from '../fault.ts'
import { complexAnswer } from '../operations/complex-answer.ts'
import type { OperationHandler } from '../operations/invocation.ts'
import { createCatalog } from './catalog.ts'
import { complexJson, type ComplexShape } from './complex-definition.ts'

/** `RetrieveTimestamp()`: two that are equal have no change of a definition between them. */
export const retrieveTimestamp: OperationHandler = {
  kind: 'function',
  run: ({ exchange }) =>
    complexAnswer(exchange, 'RetrieveTimestampResponse', { Timestamp: exchange.organization.history.timestamp() }),
}

/** `RetrieveEntity(LogicalName=@p1,MetadataId=@p2,EntityFilters=@p3,RetrieveAsIfPublished=@p4)` */
export const retrieveEntity: OperationHandler = {
  kind: 'function',
  run({ exchange, parameters }) {
    const catalog = createCatalog(exchange.organization)
    const { LogicalName: name, MetadataId: id } = parameters
    const found =
      typeof name === 'string' && name !== ''
        ? catalog.entity(name)
        : catalog.entities().find((entity) => entity.id === String(id).toLowerCase())
    if (!found) throw new Fault(404, '0x80060888', `Could not find an entity with name ${String(name ?? id)}.`)
    return complexAnswer(exchange, 'RetrieveEntityResponse', {
      EntityMetadata: complexJson(found, shapeOf(parameters['EntityFilters']), 'EntityMetadata'),
    })
  },
}

/** `RetrieveAllEntities(EntityFilters=@p1,RetrieveAsIfPublished=@p2)` */
export const retrieveAllEntities: OperationHandler = {
  kind: 'function',
  run({ exchange, parameters }) {
    const shape = shapeOf(parameters['EntityFilters'])
    return complexAnswer(exchange, 'RetrieveAllEntitiesResponse', {
      EntityMetadata: createCatalog(exchange.organization)
        .entities()
        .map((entity) => complexJson(entity, shape, 'EntityMetadata')),
      Timestamp: exchange.organization.history.timestamp(),
    })
  },
}

/** What each of the `EntityFilters` adds to what is always said of a table. */
const filtered: Readonly<Record<string, readonly string[]>> = {
  Attributes: ['Attributes'],
  Privileges: ['Privileges'],
  Relationships: ['OneToManyRelationships', 'ManyToOneRelationships', 'ManyToManyRelationships'],
}

function shapeOf(filters: unknown): ComplexShape {
  const names = String(filters ?? 'Entity')
    .split(',')
    .map((name) => name.trim())
  const unknown = names.find((name) => name !== 'Entity' && name !== 'All' && !(name in filtered))
  if (unknown !== undefined) throw validation('0x80040203', `'${unknown}' is not a member of EntityFilters.`)
  const hidden = new Set(
    Object.entries(filtered)
      .filter(([name]) => !names.includes(name) && !names.includes('All'))
      .flatMap(([, members]) => members),
  )
  return { wants: (kind, member) => kind !== 'entity' || !hidden.has(member), hasChanged: () => null }
}
