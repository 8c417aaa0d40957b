import type { AlternateKey, AttributeMetadata, OptionSet, Relationship, TableMetadata } from '../model/model.ts'

/**
 * What metadata answers said: only what was asked for and had a value, so every member but the names may be absent. Answers
 * that were fetched apart are put together with `joinEntityDefinitions`.
 */
export interface EntityDefinitions {
  /** By logical name. */
  readonly tables: ReadonlyMap<string, DefinedTable>
  /** By schema name. */
  readonly relationships: ReadonlyMap<string, Relationship>
  /** By name. */
  readonly globalOptionSets: ReadonlyMap<string, OptionSet>
  /** `ServerVersionStamp` of `RetrieveMetadataChanges`: the `ClientVersionStamp` to ask with next time. */
  readonly serverVersionStamp?: string
  /** `DeletedMetadata`: ids of what is gone, of whatever kind. Many are of things that were never asked for. */
  readonly deletedMetadataIds: readonly string[]
}

/** One table, as far as it was described. */
export interface DefinedTable extends Partial<TableMetadata> {
  readonly logicalName: string
  readonly entitySetName?: string
  /** By logical name. */
  readonly attributes: ReadonlyMap<string, DefinedAttribute>
  /** By logical name. */
  readonly keys: ReadonlyMap<string, DefinedKey>
}

/** One column, as far as it was described. */
export interface DefinedAttribute extends Partial<AttributeMetadata> {
  readonly logicalName: string
  /** Type of the definition, `StringAttributeMetadata`; absent on what has no members of its own. */
  readonly metadataType?: string
}

/** One alternate key, as far as it was described. */
export interface DefinedKey extends Omit<AlternateKey, 'properties'> {
  readonly name: string
  /** Logical names: `primarycontactid`, not `_primarycontactid_value`. */
  readonly keyAttributes?: readonly string[]
}
