import { isODataSyntaxError, parsePath, type PathSegment } from '@dynamics-kit/odata'

/** What a request of the Web API does. `update` is `PATCH` of a row, which creates it where it is not there. */
export const operationNames = [
  'query',
  'retrieve',
  'create',
  'update',
  'delete',
  'associate',
  'disassociate',
  'call',
  'batch',
  'definitions',
] as const

/** One of {@link operationNames}. */
export type OperationName = (typeof operationNames)[number]

/** A request in the words of the Web API. */
export interface DescribedOperation {
  readonly operation: OperationName
  /** Entity set that the path begins with. */
  readonly table?: string
  /** Of a call: the function or action, without namespace. */
  readonly name?: string
}

const namespace = 'Microsoft.Dynamics.CRM.'
const definitions =
  /^(?:EntityDefinitions|RelationshipDefinitions|GlobalOptionSetDefinitions|ManagedPropertyDefinitions)$/

/**
 * What a method and a path below the service root say. `undefined` for what is about no operation: the service document,
 * `$metadata`, and what is no path.
 */
export function describeOperation(
  method: string,
  path: string,
  isSet: (name: string) => boolean,
): DescribedOperation | undefined {
  const segments = segmentsOf(path)
  const [first] = segments
  if (!first || first.name === '$metadata') return undefined
  if (first.name === '$batch') return { operation: 'batch' }
  if (definitions.test(first.name)) return { operation: 'definitions' }
  if (!isSet(first.name)) return { operation: 'call', name: first.name }
  const called = segments.find(({ name }, index) => index === segments.length - 1 && name.startsWith(namespace))
  if (called) return { operation: 'call', table: first.name, name: called.name.slice(namespace.length) }
  return { operation: operationOn(method, segments), table: first.name }
}

function segmentsOf(path: string): readonly PathSegment[] {
  try {
    return parsePath(path)
  } catch (error) {
    if (isODataSyntaxError(error)) return []
    throw error
  }
}

function operationOn(method: string, segments: readonly PathSegment[]): OperationName {
  const last = segments.at(-1)
  const isRow = segments.length === 1 && last?.arguments !== undefined
  if (last?.name === '$ref' && method !== 'GET') return method === 'DELETE' ? 'disassociate' : 'associate'
  switch (method) {
    case 'POST':
      return 'create'
    case 'PATCH':
    case 'PUT':
      return 'update'
    case 'DELETE':
      return isRow ? 'delete' : 'update' // of a property: it is emptied
    default:
      return isRow ? 'retrieve' : 'query'
  }
}
