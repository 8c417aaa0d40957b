/** One file of generated TypeScript. */
export interface GeneratedFile {
  /** Relative to the folder of generated code, `accounts.ts`. */
  readonly path: string
  readonly text: string
}

/** What came of it. */
export interface Generated {
  /** Sorted by path. */
  readonly files: readonly GeneratedFile[]
  readonly report: GenerateReport
}

/** What was generated, and where that differs from what one may expect. */
export interface GenerateReport {
  readonly tables: number
  readonly columns: number
  readonly operations: number
  /** Length of all files in UTF-8. */
  readonly bytes: number
  /** False where the model has no `EntityDefinitions`: choices are whole numbers then. */
  readonly hasDefinitions: boolean
  /** False where the model says of no column that it is read-only: its `$metadata` was asked for without annotations. */
  readonly hasAnnotations: boolean
  /** Languages of the labels that were looked at, where the one that was asked for is none of them. */
  readonly otherLanguages?: readonly number[]
  /** Names that were taken already, sorted by what they are of. */
  readonly renamed: readonly Renamed[]
  /** What has no place in generated code, sorted. */
  readonly skipped: readonly Skipped[]
}

/** A name that another thing has already, or that TypeScript or a file system keeps for itself. */
export interface Renamed {
  /** `table solution`, `complex type Solution` */
  readonly what: string
  readonly from: string
  readonly to: string
}

/** What of the model is not in the generated files. */
export interface Skipped {
  /** `table EntityMetadata`, `column account.new_thing`, `key account.new_number` */
  readonly what: string
  readonly reason: SkipReason
}

/** Why. */
export type SkipReason =
  /** A definition of the environment, such as `EntityDefinitions`: no rows. */
  | 'metadata'
  /** Its type is none that a column can have. */
  | 'type'
  /** It can be written, and never read. */
  | 'not readable'
  /** Another thing of the same table has its name. */
  | 'name taken'
  /** One of its columns is not generated. */
  | 'column missing'
