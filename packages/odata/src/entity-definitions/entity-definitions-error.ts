/** Why JSON is no metadata that can be read. */
export type EntityDefinitionsErrorCode =
  /** Neither a definition, a list of them, nor an answer that holds some. */
  | 'notADefinition'
  /** A member holds another kind of value than its type has. */
  | 'unexpectedValue'
  /** A definition without the name that it goes by. */
  | 'missingName'
  /** Columns or keys, and nothing tells of which table. */
  | 'unknownTable'

/** Metadata JSON that cannot be read; `path` is the place in it, `value[3].LogicalName`, empty for the whole. */
export class EntityDefinitionsError extends Error {
  readonly code: EntityDefinitionsErrorCode
  readonly path: string

  constructor(code: EntityDefinitionsErrorCode, problem: string, path: string) {
    super(`The table definitions cannot be read: ${problem}${path === '' ? '' : ` (at ${path})`}.`)
    this.name = 'EntityDefinitionsError'
    this.code = code
    this.path = path
  }
}

/** Tells whether an error is an {@link EntityDefinitionsError}, also one of another copy of this package. */
export function isEntityDefinitionsError(error: unknown): error is EntityDefinitionsError {
  return error instanceof Error && error.name === 'EntityDefinitionsError'
}
