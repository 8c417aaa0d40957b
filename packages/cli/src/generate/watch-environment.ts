import type { DynamicsClient } from '@dynamics-kit/client'
import { type EntityDefinitions, joinEntityDefinitions, mergeModels, readEntityDefinitions } from '@dynamics-kit/odata'
import { listTables } from '@dynamics-kit/typegen'
import { definitionsQuery } from './definitions-query.ts'
import { readEnvironmentModel, readMetadata } from './environment-model.ts'
import type { GenerateSettings } from './generate-settings.ts'
import { isExpiredStamp, retrieveMetadataChanges } from './retrieve-metadata-changes.ts'
import type { SourceModel } from './source-model.ts'

/** An environment, asked again and again. */
export interface EnvironmentWatch {
  /** The model where anything changed since the last time, or the first time; else `undefined`. */
  next(progress: (text: string) => void): Promise<SourceModel | undefined>
  /** Up to where changes are known. */
  stamp(): string | undefined
}

/**
 * Reads everything once, and from then on only what changed. A stamp that expired, and a definition that went away, mean to
 * read everything again.
 *
 * @param since - stamp up to which the generated code is known to be right: then nothing is read before something changes
 */
export function watchEnvironment(
  dynamics: DynamicsClient,
  settings: Pick<GenerateSettings, 'tables' | 'solution'>,
  since?: string,
): EnvironmentWatch {
  let stamp = since
  let last: SourceModel | undefined

  const readAll = async (progress: (text: string) => void): Promise<SourceModel> => {
    last = await readEnvironmentModel(dynamics, settings, progress)
    stamp = last.definitions?.serverVersionStamp
    return last
  }
  const readChanges = async (
    known: SourceModel | undefined,
    progress: (text: string) => void,
  ): Promise<SourceModel | undefined> => {
    // A table that is new may fit a pattern, so that with one all have to be asked for.
    const isNamed = known?.tables?.every((name) => !name.includes('*')) === true
    const tables = known !== undefined && isNamed ? listTables(known.model, known.tables) : undefined
    const changes = readEntityDefinitions(await retrieveMetadataChanges(dynamics, definitionsQuery(tables), stamp))
    stamp = changes.serverVersionStamp ?? stamp
    if (changes.tables.size === 0 && changes.deletedMetadataIds.length === 0) return undefined
    // Ids say what is gone, and not of which pick it was.
    if (known?.definitions === undefined || changes.deletedMetadataIds.length > 0) return readAll(progress)
    return join(known, known.definitions, changes, progress)
  }
  const join = async (
    known: SourceModel,
    before: EntityDefinitions,
    changes: EntityDefinitions,
    progress: (text: string) => void,
  ): Promise<SourceModel> => {
    progress(`reading what changed in ${[...changes.tables.keys()].join(', ')}`)
    const definitions = joinEntityDefinitions([before, changes])
    last = { ...known, model: mergeModels(await readMetadata(dynamics), definitions), definitions }
    return last
  }

  return {
    stamp: () => stamp,
    async next(progress) {
      if (stamp === undefined) return last === undefined ? readAll(progress) : undefined
      try {
        return await readChanges(last, progress)
      } catch (error) {
        if (!isExpiredStamp(error)) throw error
        return readAll(progress)
      }
    },
  }
}
