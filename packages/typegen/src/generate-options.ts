/** What to generate, and how. */
export interface GenerateOptions {
  /**
   * Tables by logical name or entity set name; `*` stands for any letters: `['account', 'new_*']`. Each has to fit a table.
   * Default: every table that
   * has an entity set.
   */
  readonly tables?: readonly string[] | undefined
  /**
   * Unbound operations by name; `*` stands for any letters, an empty list for none. Default: all. Operations bound to
   * generated tables are always there.
   */
  readonly operations?: readonly string[] | undefined
  /** Language of labels and descriptions, such as 1033 for English. Default, also where a text lacks it: the reader's. */
  readonly language?: number | undefined
  /** How files import each other. Default `.js`. */
  readonly importExtension?: ImportExtension | undefined
}

/** `.js` for Node and most bundlers, `.ts` for programs that run TypeScript as it is, nothing for bundlers that want it so. */
export type ImportExtension = '.js' | '.ts' | ''
