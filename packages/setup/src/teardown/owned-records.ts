import { column, guid, isDynamicsError } from '@dynamics-kit/client'
import { requestOptions, type Environment } from '../dynamics/environment.ts'
import { asRecord } from '../as-record.ts'

/** How many records a user owns, by the logical name of their table. */
export type OwnedRecords = Readonly<Record<string, number>>

/**
 * Counts what a user owns, in the tables of which its roles let it create records.
 *
 * On the wire: `RetrieveUserPrivileges`, `EntityDefinitions` that are owned by users, and a count of each of those.
 */
export async function countOwned(environment: Environment, userId: string): Promise<OwnedRecords> {
  const { dynamics } = environment
  const creates = await createPrivileges(environment, userId)
  if (creates.size === 0) return {}
  const { body } = await dynamics.request('GET', 'EntityDefinitions', {
    query: {
      $select: 'LogicalName,EntitySetName,Privileges',
      $filter: "OwnershipType eq Microsoft.Dynamics.CRM.OwnershipTypes'UserOwned'",
    },
    ...requestOptions(environment),
  })
  const owned: Record<string, number> = {}
  for (const { table, set, create } of tablesIn(body)) {
    if (create === undefined || !creates.has(create)) continue
    try {
      // A program creates records in few tables.
      // oxlint-disable-next-line no-await-in-loop
      const count = await dynamics
        .from(set)
        .where(column('_ownerid_value').eq(guid(userId)))
        .count(requestOptions(environment))
      if (count > 0) owned[table] = count
    } catch (error) {
      // Some tables cannot be read by anybody.
      if (!isDynamicsError(error) || (error.status !== 400 && error.status !== 405 && error.status !== 501)) throw error
    }
  }
  return owned
}

async function createPrivileges(environment: Environment, userId: string): Promise<ReadonlySet<string>> {
  const { body } = await environment.dynamics.request(
    'GET',
    `systemusers(${userId})/Microsoft.Dynamics.CRM.RetrieveUserPrivileges()`,
    requestOptions(environment),
  )
  return new Set(list(body, 'RolePrivileges').map((one) => String(one['PrivilegeId']).toLowerCase()))
}

function tablesIn(
  body: unknown,
): readonly { readonly table: string; readonly set: string; readonly create: string | undefined }[] {
  return list(body, 'value').map((one) => {
    const create = list(one, 'Privileges').find((privilege) => privilege['PrivilegeType'] === 'Create')
    return {
      table: String(one['LogicalName']),
      set: String(one['EntitySetName']),
      create: create && String(create['PrivilegeId']).toLowerCase(),
    }
  })
}

function list(body: unknown, name: string): readonly Record<string, unknown>[] {
  const value = asRecord(body)[name]
  return Array.isArray(value) ? (value as Record<string, unknown>[]) : []
}
