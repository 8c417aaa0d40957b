import { findProperty } from '../model/inheritance.ts'
import type { Model, Property } from '../model/model.ts'
import { TranslationError } from './translation-error.ts'

/** A column by both of its names. */
export interface ColumnName {
  /** `_primarycontactid_value` */
  readonly property: Property
  /** `primarycontactid` */
  readonly attribute: string
}

/** The column that FetchXML calls by its logical name. @throws TranslationError `unknownColumn` */
export function columnOfAttribute(model: Model, table: string, attribute: string): ColumnName {
  const property = findProperty(model, table, attribute) ?? findProperty(model, table, `_${attribute}_value`)
  if (!property || property.type.collection) throw new TranslationError('unknownColumn', `${attribute} of ${table}`)
  return { property, attribute }
}

/** The column that an address calls by its property name. @throws TranslationError `unknownColumn` */
export function columnOfProperty(model: Model, table: string, name: string): ColumnName {
  const property = findProperty(model, table, name)
  if (!property || property.type.collection) throw new TranslationError('unknownColumn', `${name} of ${table}`)
  return { property, attribute: attributeOfProperty(name) }
}

/** `primarycontactid` for `_primarycontactid_value`. */
export function attributeOfProperty(name: string): string {
  return /^_(.+)_value$/u.exec(name)?.[1] ?? name
}

/** Tells whether a column may be a choice: those sort by label in FetchXML. `$metadata` alone calls them numbers. */
export function mayBeChoice({ property }: ColumnName): boolean {
  switch (property.attribute?.attributeType) {
    case undefined:
      return property.type.name === 'Edm.Int32'
    case 'Picklist':
    case 'State':
    case 'Status':
      return true
    default:
      return false
  }
}
