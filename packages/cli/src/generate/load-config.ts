import { existsSync } from 'node:fs'
import { dirname, extname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { GenerateConfig } from './generate-config.ts'
import { GenerateCommandError } from './generate-command-error.ts'

const NAMES = ['dynamics.config.ts', 'dynamics.config.mts', 'dynamics.config.js', 'dynamics.config.mjs']

/** What a configuration imports as `dynamics-kit` is this very copy, also where `npx` brought it and nothing is installed. */
const OWN_ENTRY = fileURLToPath(new URL(`../index${extname(import.meta.url)}`, import.meta.url))

/** A configuration and the folder that its paths are relative to. */
export interface LoadedConfig {
  readonly config: GenerateConfig
  readonly folder: string
}

/**
 * Reads the given file, or `dynamics.config.ts` of the folder if there is one.
 *
 * @throws GenerateCommandError `usage`
 */
export async function loadConfig(file: string | undefined, cwd: string): Promise<LoadedConfig> {
  const path = file === undefined ? findConfig(cwd) : resolve(cwd, file)
  if (path === undefined) return { config: {}, folder: cwd }
  if (!existsSync(path)) throw new GenerateCommandError('usage', `--config: there is no ${path}.`)
  return { config: checkConfig(await importDefault(path), path), folder: dirname(path) }
}

const findConfig = (cwd: string): string | undefined =>
  NAMES.map((name) => join(cwd, name)).find((path) => existsSync(path))

async function importDefault(path: string): Promise<unknown> {
  // Node reads TypeScript by itself from 22.18; the package runs from 22.12 on. Loaded here, because most runs have no use of it.
  const { createJiti } = await import('jiti')
  try {
    const jiti = createJiti(pathToFileURL(path).href, { moduleCache: false, alias: { 'dynamics-kit': OWN_ENTRY } })
    return await jiti.import(path, { default: true })
  } catch (error) {
    throw new GenerateCommandError('usage', `${path} cannot be loaded: ${messageOf(error)}`, { cause: error })
  }
}

const KINDS: Readonly<Record<keyof GenerateConfig, (value: unknown) => boolean>> = {
  url: isText,
  metadata: isText,
  definitions: (value) => isText(value) || isTexts(value),
  out: isText,
  tables: isTexts,
  publisher: isText,
  solution: isText,
  operations: isTexts,
  language: (value) => typeof value === 'number' && Number.isInteger(value),
  importExtension: (value) => value === '.js' || value === '.ts' || value === '',
}

function checkConfig(value: unknown, path: string): GenerateConfig {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new GenerateCommandError('usage', `${path} has no configuration as its default export.`)
  }
  for (const [name, member] of Object.entries(value)) {
    const isRight = Object.hasOwn(KINDS, name) ? KINDS[name as keyof GenerateConfig] : undefined
    if (!isRight) {
      const known = Object.keys(KINDS).join(', ')
      throw new GenerateCommandError('usage', `${path} has a setting "${name}"; there are ${known}.`)
    }
    if (member !== undefined && !isRight(member)) {
      throw new GenerateCommandError('usage', `${path}: ${name} has a value that it cannot have.`)
    }
  }
  return value // each member checked above
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText)
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
