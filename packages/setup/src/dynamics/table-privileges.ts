import { isDynamicsError, type DynamicsClient } from '@dynamics-kit/client'
import { asRecord } from '../as-record.ts'

/** A privilege of the environment: `prvReadAccount`. */
export interface Privilege {
  readonly id: string
  readonly name: string
}

/**
 * The privileges of a table, by what they allow in lower case: `read`, `appendto`. Their names cannot be guessed: all
 * activities share those of activity, users are `prvReadUser`, and notes `prvReadNote`.
 *
 * On the wire: `GET EntityDefinitions(LogicalName='account')?$select=LogicalName,Privileges`
 *
 * @param table Logical name.
 * @returns undefined when the environment has no such table.
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/securityprivilegemetadata
 */
export async function tablePrivileges(
  dynamics: DynamicsClient,
  table: string,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, Privilege> | undefined> {
  const path = `EntityDefinitions(LogicalName='${encodeURIComponent(table.replaceAll("'", "''"))}')`
  try {
    const { body } = await dynamics.request('GET', path, {
      query: { $select: 'LogicalName,Privileges' },
      ...(signal && { signal }),
    })
    return new Map(
      privilegesIn(body).map((privilege) => [
        String(privilege['PrivilegeType']).toLowerCase(),
        { id: String(privilege['PrivilegeId']).toLowerCase(), name: String(privilege['Name']) },
      ]),
    )
  } catch (error) {
    if (isDynamicsError(error) && error.status === 404) return undefined
    throw error
  }
}

function privilegesIn(body: unknown): readonly Record<string, unknown>[] {
  const value = asRecord(body)['Privileges']
  return Array.isArray(value) ? (value as Record<string, unknown>[]) : []
}
