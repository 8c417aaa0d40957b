import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import {
  type EntityDefinitions,
  joinEntityDefinitions,
  mergeModels,
  type Model,
  modelFromDefinitions,
  readCsdl,
  readEntityDefinitions,
} from '@dynamics-kit/odata'
import { GenerateCommandError } from './generate-command-error.ts'

const unzip = promisify(gunzip)

/**
 * The model of saved documents: a `$metadata`, what definitions add to it, or definitions alone.
 *
 * @throws GenerateCommandError `unreadableFile`
 */
export async function readModelFiles(metadata: string | undefined, definitions: readonly string[]): Promise<Model> {
  const [csdl, parts] = await Promise.all([
    metadata === undefined ? undefined : readMetadata(metadata),
    Promise.all(definitions.map((file) => readDefinitions(file))),
  ])
  const joined = joinEntityDefinitions(parts)
  if (csdl === undefined) return modelFromDefinitions(joined)
  return parts.length === 0 ? csdl : mergeModels(csdl, joined)
}

async function readMetadata(file: string): Promise<Model> {
  const text = await readText(file)
  try {
    return readCsdl(text)
  } catch (error) {
    throw unreadable(file, error)
  }
}

async function readDefinitions(file: string): Promise<EntityDefinitions> {
  const text = await readText(file)
  try {
    return readEntityDefinitions(JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text))
  } catch (error) {
    throw unreadable(file, error)
  }
}

async function readText(file: string): Promise<string> {
  try {
    const bytes = await readFile(file)
    // What gzip makes begins with these two bytes, whatever the file is called.
    return (bytes[0] === 0x1f && bytes[1] === 0x8b ? await unzip(bytes) : bytes).toString('utf8')
  } catch (error) {
    throw unreadable(file, error)
  }
}

function unreadable(file: string, error: unknown): GenerateCommandError {
  const { code, message = String(error) } = error as { readonly code?: string; readonly message?: string }
  const problem = code === 'ENOENT' ? 'there is no such file' : message
  return new GenerateCommandError('unreadableFile', `${file}: ${problem}`, { cause: error })
}
