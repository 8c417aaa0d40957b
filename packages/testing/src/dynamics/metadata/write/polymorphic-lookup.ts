import type { Exchange } from '../../exchange.ts'
import { complexAnswer } from '../../operations/complex-answer.ts'
import type { OperationHandler } from '../../operations/invocation.ts'
import { addComponent, componentType, solutionNamed } from '../../solutions/solution-context.ts'
import { transact } from '../../transact.ts'
import { isObject } from '../../write/payload.ts'
import { createRelationship } from './create-relationship.ts'
import { invalid, type JsonBody } from './definition-body.ts'

/**
 * `CreatePolymorphicLookupAttribute`: a lookup that leads to rows of several tables, with a relationship to each.
 *
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/webapi/multitable-lookup
 */
export const createPolymorphicLookupAttribute: OperationHandler = {
  kind: 'action',
  run: ({ exchange, parameters }) =>
    complexAnswer(
      exchange,
      'CreatePolymorphicLookupAttributeResponse',
      createLookup(exchange, parameters, relationshipsOf(parameters)),
    ),
}

/** `CreateCustomerRelationships`: a lookup to accounts and contacts. */
export const createCustomerRelationships: OperationHandler = {
  kind: 'action',
  run({ exchange, parameters }) {
    const relationships = relationshipsOf(parameters)
    const ends = relationships.map((one) => one['ReferencedEntity']).toSorted()
    if (ends.join() !== 'account,contact')
      throw invalid('A customer lookup needs two OneToManyRelationships: to account and to contact.')
    const made = createLookup(exchange, parameters, relationships, 'Customer')
    return complexAnswer(exchange, 'CreateCustomerRelationshipsResponse', made)
  },
}

function relationshipsOf({ OneToManyRelationships: given }: Readonly<Record<string, unknown>>): readonly JsonBody[] {
  if (Array.isArray(given) && given.length > 0 && given.every(isObject)) return given
  throw invalid("The parameter 'OneToManyRelationships' has to be a list of relationships.")
}

function createLookup(
  exchange: Exchange,
  { Lookup: lookup, SolutionUniqueName }: Readonly<Record<string, unknown>>,
  relationships: readonly JsonBody[],
  type: 'Lookup' | 'Customer' = 'Lookup',
): { readonly RelationshipIds: readonly string[]; readonly AttributeId: string } {
  const { schema, history, newId } = exchange.organization
  const solution = solutionNamed(exchange.organization, SolutionUniqueName)
  const schemaName = isObject(lookup) ? lookup['SchemaName'] : undefined
  if (!isObject(lookup) || typeof schemaName !== 'string') throw invalid('A lookup needs a SchemaName.')
  const tables = new Set(relationships.map((one) => one['ReferencingEntity']))
  const [table] = tables
  if (typeof table !== 'string' || tables.size !== 1)
    throw invalid('All OneToManyRelationships have to be of the same ReferencingEntity.')
  const logicalName = schemaName.toLowerCase()
  if (schema.table(table)?.attributes.has(logicalName))
    throw invalid(`Attribute with name ${logicalName} already exists for entity ${table}. Specify a unique name.`)
  return transact(exchange.organization, () => {
    const ids = relationships.map((one) => {
      const answer = createRelationship(
        exchange,
        { ...one, '@odata.type': 'Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata', Lookup: lookup },
        { isOneOfMany: true, type },
      )
      return /\(([^)]+)\)$/.exec(answer.headers['OData-EntityId'] ?? '')?.[1] ?? newId()
    })
    const AttributeId = schema.table(table)?.attributes.get(logicalName)?.metadata?.metadataId ?? ''
    history.changed(AttributeId)
    addComponent(exchange, solution, AttributeId, componentType.column)
    for (const id of ids) addComponent(exchange, solution, id, componentType.relationship)
    return { RelationshipIds: ids, AttributeId }
  })
}
