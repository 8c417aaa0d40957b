/** What `dynamics-kit generate` reads from `dynamics.config.ts`. The command line comes first where both say something. */
export interface GenerateConfig {
  /** The environment, `https://contoso.crm.dynamics.com`. Default: `DYNAMICS_URL`. */
  readonly url?: string | undefined
  /** A saved `$metadata` document, `.xml` or `.xml.gz`, instead of an environment. Relative to the configuration. */
  readonly metadata?: string | undefined
  /** Saved answers of `EntityDefinitions` or `RetrieveMetadataChanges`, `.json` or `.json.gz`, beside `metadata`. */
  readonly definitions?: string | readonly string[] | undefined
  /** Folder of generated code. Default `src/dynamics`. */
  readonly out?: string | undefined
  /** Tables by logical name or entity set name; `*` stands for any letters. Default: all. */
  readonly tables?: readonly string[] | undefined
  /** Prefix of a publisher, `new`: its tables too. */
  readonly publisher?: string | undefined
  /** Unique name of a solution: its tables too. Needs an environment. */
  readonly solution?: string | undefined
  /** Unbound actions and functions by name; `*` stands for any letters, an empty list for none. Default: all. */
  readonly operations?: readonly string[] | undefined
  /** Language of labels, such as 1033 for English. Default: that of the signed-in app. */
  readonly language?: number | undefined
  /** How generated files import each other. Default `.js`. */
  readonly importExtension?: '.js' | '.ts' | '' | undefined
}

/**
 * Gives a configuration its type.
 *
 * @example
 * ```ts
 * import { defineConfig } from 'dynamics-kit'
 *
 * export default defineConfig({ tables: ['account', 'contact', 'new_*'], language: 1033 })
 * ```
 */
export function defineConfig(config: GenerateConfig): GenerateConfig {
  return config
}
