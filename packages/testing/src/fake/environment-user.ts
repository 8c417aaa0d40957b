import { administratorTemplateId } from '../dynamics/access/standard-roles.ts'
import type { Environment } from '../dynamics/environment.ts'
import type { EnvironmentUser } from '../world/listed-environment.ts'
import type { AccessTokenClaims } from '../world/world.ts'

/** The enabled user of an environment that a person's token stands for. */
export function environmentUser(environment: Environment, claims: AccessTokenClaims): EnvironmentUser | undefined {
  const { tables } = environment.snapshot().rows
  const rowsOf = (name: string) => tables.find((table) => table.name === name)?.rows.map(([, row]) => row) ?? []
  const user = rowsOf('systemuser').find((row) => row['azureactivedirectoryobjectid'] === claims.oid.toLowerCase())
  if (!user || user['isdisabled'] === true || user['deletedstate'] === 1) return undefined
  const held = new Set(
    rowsOf('systemuserroles')
      .filter((pair) => pair['systemuserid'] === user['systemuserid'])
      .map((pair) => pair['roleid']),
  )
  const isSystemAdministrator = rowsOf('role').some(
    (role) => held.has(role['roleid'] ?? null) && role['_roletemplateid_value'] === administratorTemplateId,
  )
  return { isSystemAdministrator }
}
