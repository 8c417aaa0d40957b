import type { DynamicsClient } from '@dynamics-kit/client'
import { generate, type Generated } from '@dynamics-kit/typegen'
import { readEnvironmentModel } from './environment-model.ts'
import type { GenerateSettings } from './generate-settings.ts'
import { readModelFiles } from './metadata-files.ts'
import type { SourceModel } from './source-model.ts'

/** Reads what the settings say to read. */
export async function readModel(
  settings: GenerateSettings,
  dynamics: DynamicsClient | undefined,
  progress: (text: string) => void,
): Promise<SourceModel> {
  if (dynamics !== undefined) return readEnvironmentModel(dynamics, settings, progress)
  if (settings.source.kind === 'environment') throw new TypeError('An environment is read with a client.')
  progress('reading files')
  const { metadata, definitions } = settings.source
  return { model: await readModelFiles(metadata, definitions), tables: settings.tables, warnings: [] }
}

export function generateFrom({ model, tables }: SourceModel, settings: GenerateSettings): Generated {
  const { operations, language, importExtension } = settings
  return generate(model, { tables, operations, language, importExtension })
}
