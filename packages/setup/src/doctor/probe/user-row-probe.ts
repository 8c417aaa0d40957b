import { column, guid, type DynamicsClient } from '@dynamics-kit/client'
import { isTurnedAway } from '../../rights/not-a-user.ts'

/** The rows of an app among the users of the environment, as an administrator sees them. */
export type UserRowProbe =
  | { readonly known: true; readonly rows: readonly UserRow[] }
  /** `isTurnedAway`: the administrator is no user of the environment themselves. */
  | { readonly known: false; readonly reason: string; readonly isTurnedAway: boolean }

export interface UserRow {
  readonly userId: string
  readonly name: string
  readonly isDisabled: boolean
  readonly isDeleted: boolean
  /** Object id of the service principal that the row was made for. */
  readonly principalId: string
}

/** `GET systemusers?$filter=applicationid eq …` */
export async function probeUserRow(
  dynamics: DynamicsClient,
  clientId: string,
  signal: AbortSignal | undefined,
): Promise<UserRowProbe> {
  try {
    const rows = await dynamics
      .from('systemusers')
      .select('systemuserid', 'fullname', 'isdisabled', 'deletedstate', 'azureactivedirectoryobjectid')
      .where(column('applicationid').eq(guid(clientId)))
      .all(signal && { signal })
    return {
      known: true,
      rows: rows.map((row) => ({
        userId: String(row['systemuserid']),
        name: String(row['fullname']),
        isDisabled: row['isdisabled'] === true,
        isDeleted: Number(row['deletedstate'] ?? 0) !== 0,
        principalId: String(row['azureactivedirectoryobjectid'] ?? '').toLowerCase(),
      })),
    }
  } catch (error) {
    if (signal?.aborted) throw signal.reason
    // A credential of somebody else’s fails in its own way; the diagnosis goes on without the administrator.
    const reason = error instanceof Error ? error.message : String(error)
    return isTurnedAway(error)
      ? {
          known: false,
          reason: `they are no user of the environment themselves (${error.dataverseCode})`,
          isTurnedAway: true,
        }
      : { known: false, reason, isTurnedAway: false }
  }
}
