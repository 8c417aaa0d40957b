/** Why a query cannot be said in the other language. */
export type TranslationErrorCode =
  /** The model has no such table or entity set. */
  | 'unknownTable'
  /** The table has no such column. */
  | 'unknownColumn'
  /** No relationship of the model joins two tables that way. */
  | 'unknownRelationship'
  /** A value does not fit its column. */
  | 'invalidValue'
  /** An operator has more or fewer values than it takes. */
  | 'wrongValueCount'
  /** The other language has no way to say it, or none that surely means the same. */
  | 'notSayable'

/** A query of one language that the other cannot say; {@link feature} is what it is about. */
export class TranslationError extends Error {
  readonly code: TranslationErrorCode
  /** What cannot be translated: `distinct`, `link-type outer with a filter`, a column's name. */
  readonly feature: string

  constructor(code: TranslationErrorCode, feature: string) {
    super(`The query cannot be translated: ${WHY[code]}: ${feature}.`)
    this.name = 'TranslationError'
    this.code = code
    this.feature = feature
  }
}

const WHY: Readonly<Record<TranslationErrorCode, string>> = {
  unknownTable: 'the model has no such table',
  unknownColumn: 'the table has no such column',
  unknownRelationship: 'no relationship of the model is that one',
  invalidValue: 'a value does not fit its column',
  wrongValueCount: 'an operator does not have the values it takes',
  notSayable: 'the other language has no way to say it',
}

/** Tells whether an error is a {@link TranslationError}, also one of another copy of this package. */
export function isTranslationError(error: unknown): error is TranslationError {
  return error instanceof Error && error.name === 'TranslationError'
}

/** @throws TranslationError `notSayable`, always. */
export function refuse(feature: string): never {
  throw new TranslationError('notSayable', feature)
}
