import { GraphError } from './graph-error.ts'

/** What the fake knows of an entity type of Graph. */
export interface GraphType {
  /** `application` */
  readonly name: string
  /** `applications` */
  readonly entitySet: string
  readonly properties: readonly string[]
  /** Properties that `$filter` takes. */
  readonly filterable: readonly string[]
  /** @throws {GraphError} 400 `BadRequest`, starting with `where`, when the type has no such property. */
  checkProperty(name: string, where: string): void
}

/** Describes a type. The properties are those that answers carry. */
export function graphType(
  name: string,
  entitySet: string,
  properties: readonly string[],
  filterable: readonly string[],
): GraphType {
  return {
    name,
    entitySet,
    properties,
    filterable,
    checkProperty(property, where) {
      if (properties.includes(property)) return
      const message = `${where}: Could not find a property named '${property}' on type 'microsoft.graph.${name}'.`
      throw new GraphError(400, 'BadRequest', message)
    },
  }
}
