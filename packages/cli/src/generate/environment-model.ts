import { createClient, isDynamicsError, type DynamicsClient } from '@dynamics-kit/client'
import { type EntityDefinitions, mergeModels, type Model, readCsdl, readEntityDefinitions } from '@dynamics-kit/odata'
import { listTables } from '@dynamics-kit/typegen'
import type { Variables } from '../command/settings.ts'
import { credentialOf } from '../command/sign-in.ts'
import type { SignInOptions } from '../command/sign-in-options.ts'
import { definitionsQuery } from './definitions-query.ts'
import { GenerateCommandError } from './generate-command-error.ts'
import type { GenerateSettings } from './generate-settings.ts'
import { retrieveMetadataChanges } from './retrieve-metadata-changes.ts'
import { solutionTables } from './solution-tables.ts'
import type { SourceModel } from './source-model.ts'

/** A client of the environment, signed in as the variables say, or else as the developer at this desk. */
export function connect(
  url: string,
  options: Pick<SignInOptions, 'managedIdentity'>,
  variables: Variables,
): DynamicsClient {
  try {
    const otherwise = 'name a file of them with --env-file; or give a saved $metadata with --metadata'
    return createClient({ url, credential: credentialOf(options, variables, otherwise) })
  } catch (error) {
    // Both say what is wrong with which setting before anything is sent.
    throw new GenerateCommandError('usage', error instanceof Error ? error.message : String(error), { cause: error })
  }
}

/** Reads `$metadata` with its annotations, and the definitions of the tables that are asked for. */
export async function readEnvironmentModel(
  dynamics: DynamicsClient,
  settings: Pick<GenerateSettings, 'tables' | 'solution'>,
  progress: (text: string) => void,
): Promise<SourceModel> {
  progress('reading $metadata')
  const csdl = await readMetadata(dynamics)
  const ofSolution = settings.solution === undefined ? [] : await solutionTables(dynamics, settings.solution)
  const tables = settings.tables === undefined ? undefined : [...settings.tables, ...ofSolution]
  const picked = listTables(csdl, tables)
  progress(`reading the definitions of ${picked.length} tables`)
  const read = await readDefinitions(dynamics, tables === undefined ? undefined : picked)
  if ('warning' in read) return { model: csdl, tables, warnings: [read.warning] }
  return { model: mergeModels(csdl, read.definitions), tables, definitions: read.definitions, warnings: [] }
}

export async function readMetadata(dynamics: DynamicsClient): Promise<Model> {
  const { body } = await dynamics.request('GET', '$metadata', {
    query: { annotations: 'true' },
    headers: { Accept: 'application/xml' },
  })
  return readCsdl(typeof body === 'string' ? body : '')
}

/** A service that does not know `RetrieveMetadataChanges` has no labels to give; the rest is worth having without. */
async function readDefinitions(
  dynamics: DynamicsClient,
  tables: readonly string[] | undefined,
): Promise<{ readonly definitions: EntityDefinitions } | { readonly warning: string }> {
  try {
    return { definitions: readEntityDefinitions(await retrieveMetadataChanges(dynamics, definitionsQuery(tables))) }
  } catch (error) {
    if (!isDynamicsError(error) || (error.status !== 404 && error.status !== 501)) throw error
    return {
      warning:
        'The environment does not answer RetrieveMetadataChanges; choices are whole numbers, and nothing is money.',
    }
  }
}
