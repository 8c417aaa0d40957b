import { resolve } from 'node:path'
import { namedVariables, readVariables } from '../command/settings.ts'
import type { SignInOptions } from '../command/sign-in-options.ts'
import { GenerateCommandError } from './generate-command-error.ts'
import type { LoadedConfig } from './load-config.ts'

/** The options of the command line, as they are given. */
export interface GenerateCommandOptions extends SignInOptions {
  readonly metadata?: string
  readonly definitions?: readonly string[]
  readonly out?: string
  readonly tables?: readonly string[]
  readonly publisher?: string
  readonly solution?: string
  readonly operations?: readonly string[]
  readonly language?: number
  readonly importExtension?: '.js' | '.ts' | ''
  readonly config?: string
  readonly check: boolean
  readonly watch: boolean
  /** Seconds. */
  readonly interval: number
  readonly json: boolean
}

/** What is to be done, with every default filled in and every path absolute. */
export interface GenerateSettings {
  readonly source:
    | { readonly kind: 'files'; readonly metadata: string | undefined; readonly definitions: readonly string[] }
    | { readonly kind: 'environment'; readonly url: string }
  readonly out: string
  /** Patterns; `undefined` for all tables. */
  readonly tables: readonly string[] | undefined
  readonly solution: string | undefined
  readonly operations: readonly string[] | undefined
  readonly language: number | undefined
  readonly importExtension: '.js' | '.ts' | ''
}

/** @throws GenerateCommandError `usage` @throws CommandFailure `usage` */
export function resolveSettings(
  given: GenerateCommandOptions,
  { config, folder }: LoadedConfig,
  cwd: string,
): GenerateSettings {
  const publisher = given.publisher ?? config.publisher
  const tables = given.tables ?? config.tables
  const solution = given.solution ?? config.solution
  const source = sourceOf(given, { config, folder }, cwd)
  if (solution !== undefined && source.kind === 'files') {
    throw new GenerateCommandError('usage', '--solution needs an environment: $metadata does not know solutions.')
  }
  const isPick = tables !== undefined || publisher !== undefined || solution !== undefined
  return {
    source,
    out: given.out !== undefined ? resolve(cwd, given.out) : resolve(folder, config.out ?? 'src/dynamics'),
    tables: isPick ? [...(tables ?? []), ...(publisher === undefined ? [] : [`${prefixOf(publisher)}_*`])] : undefined,
    solution,
    operations: given.operations ?? config.operations,
    language: given.language ?? config.language,
    importExtension: given.importExtension ?? config.importExtension ?? '.js',
  }
}

function sourceOf(
  given: GenerateCommandOptions,
  { config, folder }: LoadedConfig,
  cwd: string,
): GenerateSettings['source'] {
  const hasFiles = given.metadata !== undefined || given.definitions !== undefined
  if (given.url !== undefined && hasFiles) {
    throw new GenerateCommandError('usage', '--url and --metadata or --definitions: one of them is enough.')
  }
  if (given.url !== undefined) return { kind: 'environment', url: given.url }
  if (hasFiles) {
    return {
      kind: 'files',
      metadata: given.metadata === undefined ? undefined : resolve(cwd, given.metadata),
      definitions: (given.definitions ?? []).map((file) => resolve(cwd, file)),
    }
  }
  // Files that the command line names come before the configuration; the variables of the process behind it.
  const named = namedVariables(given)['DYNAMICS_URL'] || undefined
  if (named !== undefined) return { kind: 'environment', url: named }
  if (config.metadata !== undefined || config.definitions !== undefined) {
    return {
      kind: 'files',
      metadata: config.metadata === undefined ? undefined : resolve(folder, config.metadata),
      definitions: [config.definitions ?? []].flat().map((file) => resolve(folder, file)),
    }
  }
  const url = config.url ?? (readVariables(given)['DYNAMICS_URL'] || undefined)
  if (url === undefined) {
    throw new GenerateCommandError(
      'usage',
      'Where from? Give --url (or DYNAMICS_URL) for an environment, or --metadata for a saved $metadata document.',
    )
  }
  return { kind: 'environment', url }
}

/** `new` for `new` and `new_`. */
const prefixOf = (publisher: string): string => publisher.replace(/_+$/, '')
