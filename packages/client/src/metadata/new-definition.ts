/** A text in one language, or in several by language code: `{ 1033: 'Bank account', 1031: 'Bankkonto' }`. */
export type LabelText = string | Readonly<Record<number, string>>

/** How far a column has to have a value: `None`, `Recommended`, `ApplicationRequired`. */
export type NewRequiredLevel = 'none' | 'recommended' | 'required'

/** What every new column says. */
interface NewColumnBase {
  /** With the publisher's prefix: `new_AccountNumber`; in lower case it is the logical name. */
  readonly schemaName: string
  readonly label: LabelText
  readonly description?: LabelText
  /** Default `none`. */
  readonly required?: NewRequiredLevel
}

/** An option of a choice. Without a value the service takes the next one of the publisher. */
export interface NewOption {
  readonly value?: number
  readonly label: LabelText
  /** `#0000ff` */
  readonly color?: string
}

/** Lowest and highest value. */
interface Range {
  readonly min?: number
  readonly max?: number
}

/** Options of its own, or the name of a choice that columns share. */
type ChoiceSource =
  | { readonly options: readonly NewOption[]; readonly globalChoice?: undefined }
  | { readonly globalChoice: string; readonly options?: undefined }

/** A column to create, by its type. Lookups are made by `createLookup`. */
export type NewColumn = NewColumnBase &
  (
    | {
        readonly type: 'text'
        /** Default 100, at most 4,000. */
        readonly maxLength?: number
        /** Default `Text`. */
        readonly format?: 'Text' | 'Email' | 'Phone' | 'Url' | 'TextArea' | 'TickerSymbol' | 'Json' | 'RichText'
        /** The service numbers new rows: `WID-{SEQNUM:5}-{RANDSTRING:6}-{DATETIMEUTC:yyyyMMddhhmmss}`. */
        readonly autoNumberFormat?: string
      }
    | { readonly type: 'multilineText'; /** Default 2,000. */ readonly maxLength?: number }
    | ({ readonly type: 'integer' } & Range)
    | { readonly type: 'bigInt' }
    | ({
        readonly type: 'decimal' | 'double'
        /** Digits after the point; default 2. */ readonly precision?: number
      } & Range)
    | ({
        readonly type: 'money'
        /** Digits after the point, with `precisionSource: 'own'`. */
        readonly precision?: number
        /** Where the number of digits comes from. Default `currency`. */
        readonly precisionSource?: 'own' | 'organization' | 'currency'
      } & Range)
    | {
        readonly type: 'dateTime'
        /** Default `DateAndTime`. */
        readonly format?: 'DateOnly' | 'DateAndTime'
        /** Default `UserLocal`. */
        readonly behavior?: 'UserLocal' | 'DateOnly' | 'TimeZoneIndependent'
      }
    | {
        readonly type: 'boolean'
        /** Default `Yes`. */
        readonly trueLabel?: LabelText
        /** Default `No`. */
        readonly falseLabel?: LabelText
        /** Default `false`. */
        readonly defaultValue?: boolean
      }
    | ({
        readonly type: 'choice'
        /** The value that forms of new rows begin with. Default: none. */
        readonly defaultValue?: number
      } & ChoiceSource)
    | ({ readonly type: 'choices' } & ChoiceSource)
    | { readonly type: 'file' | 'image'; /** Default of the service. */ readonly maxSizeInKB?: number }
  )

/** A table to create; its other columns are created in it. */
export interface NewTable {
  /** With the publisher's prefix: `new_BankAccount`; in lower case it is the logical name. */
  readonly schemaName: string
  readonly label: LabelText
  readonly collectionLabel: LabelText
  readonly description?: LabelText
  /** Default `user`: rows have an owner. */
  readonly ownership?: 'user' | 'organization'
  /** The column that people know a row by. */
  readonly primaryColumn: Omit<NewColumnBase, 'description'> & { readonly maxLength?: number }
  /** Whether rows take notes and attachments. Default `false`; cannot be undone. */
  readonly hasNotes?: boolean
  /** Whether activities may be about rows, as their `regardingobjectid`. Default `false`; cannot be undone. */
  readonly hasActivities?: boolean
  /** Whether `dynamics.changes` can be read of it. Default of the service. */
  readonly changeTracking?: boolean
  /** Default `Standard`. */
  readonly tableType?: 'Standard' | 'Elastic'
}

/** What becomes of rows when something is done to the row that they look up. */
export type CascadeBehavior = 'NoCascade' | 'Cascade' | 'Active' | 'UserOwned' | 'RemoveLink' | 'Restrict'

/** What becomes of rows, by what is done to the row that they look up. */
export type Cascade = Partial<Record<'Assign' | 'Delete' | 'Merge' | 'Reparent' | 'Share' | 'Unshare', CascadeBehavior>>

/** A lookup column, and with it a 1:N relationship. */
export interface NewLookup {
  /** `new_contact_bankaccount` */
  readonly schemaName: string
  /** Logical name of the table that gets the lookup. */
  readonly from: string
  /** Logical name of the table that is looked up. */
  readonly to: string
  readonly column: NewColumnBase
  /** Default: nothing, and `RemoveLink` on delete. */
  readonly cascade?: Cascade
}

/** An N:N relationship. */
export interface NewManyToMany {
  /** `new_accounts_contacts` */
  readonly schemaName: string
  /** Logical names of the two tables. */
  readonly tables: readonly [string, string]
  /** Name of the table that holds the pairs. Default: the schema name in lower case. */
  readonly intersectTable?: string
}

/** An alternate key. */
export interface NewKey {
  readonly schemaName: string
  readonly label: LabelText
  /** Logical names of its columns. */
  readonly columns: readonly string[]
}

/** A choice that columns share. */
export interface NewChoice {
  /** `new_priority` */
  readonly name: string
  readonly label: LabelText
  readonly description?: LabelText
  readonly options: readonly NewOption[]
}
