import { guid, type DynamicsClient } from '@dynamics-kit/client'
import { nearestNames, readEntityDefinitions } from '@dynamics-kit/odata'
import { idsQuery } from './definitions-query.ts'
import { GenerateCommandError } from './generate-command-error.ts'
import { retrieveMetadataChanges } from './retrieve-metadata-changes.ts'

/** `componenttype` of tables among a solution's components. */
const TABLE = 1

/**
 * Logical names of the tables that are components of a solution.
 *
 * @throws GenerateCommandError `unknownSolution`, `emptySolution`
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/solutioncomponent
 */
export async function solutionTables(dynamics: DynamicsClient, uniqueName: string): Promise<readonly string[]> {
  const solution = await dynamics
    .from('solutions')
    .select('solutionid')
    .where((row) => row['uniquename']!.eq(uniqueName))
    .first()
  const id = solution?.['solutionid']
  if (typeof id !== 'string') {
    const near = nearestNames(uniqueName, await solutionNames(dynamics))
    const hint = near.length === 0 ? '' : ` Near to it: ${near.join(', ')}.`
    throw new GenerateCommandError('unknownSolution', `There is no solution "${uniqueName}" in ${dynamics.url}.${hint}`)
  }
  const components = await dynamics
    .from('solutioncomponents')
    .select('objectid')
    .where((row) => row['_solutionid_value']!.eq(guid(id)).and(row['componenttype']!.eq(TABLE)))
    .all()
  const wanted = new Set(components.map((component) => String(component['objectid']).toLowerCase()))
  const { tables } = readEntityDefinitions(await retrieveMetadataChanges(dynamics, idsQuery))
  const names = [...tables.values()].flatMap(({ logicalName, metadataId }) =>
    metadataId !== undefined && wanted.has(metadataId.toLowerCase()) ? [logicalName] : [],
  )
  if (names.length > 0) return names
  throw new GenerateCommandError('emptySolution', `The solution "${uniqueName}" has no tables: leave it out.`)
}

/** Solutions that people see: those of the platform itself are hidden. */
async function solutionNames(dynamics: DynamicsClient): Promise<readonly string[]> {
  const solutions = await dynamics
    .from('solutions')
    .select('uniquename')
    .where((row) => row['isvisible']!.eq(true))
    .all()
  return solutions.map((row) => String(row['uniquename']))
}
