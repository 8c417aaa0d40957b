import { isDynamicsError } from '@dynamics-kit/client'
import { findUsers } from '../dynamics/application-user.ts'
import { requestOptions, type Environment } from '../dynamics/environment.ts'
import type { Prospect } from '../plan/prospect.ts'
import { stableId } from '../stable-id.ts'
import { countOwned } from './owned-records.ts'

/**
 * The application user that setup made: disabled, deleted, and deleted for good. One that owns records is disabled only, because they
 * would be nobody’s.
 *
 * @returns `true` when the app is no user of the environment any more.
 */
export async function lookForUserToRemove(environment: Environment, clientId: string): Promise<Prospect<boolean>> {
  const { dynamics, rights } = environment
  const about = { step: 2, subject: 'application user' } as const
  const rows = await findUsers(environment, clientId)
  const row = rows.find(({ userId }) => userId === stableId(clientId, 'user'))
  if (!row) {
    const other = rows.find(({ isDeleted }) => !isDeleted)
    if (!other) return { action: { ...about, outcome: 'exists', detail: 'none' }, value: true }
    const detail = `${other.name} (${other.userId}) was not made by setup`
    return { action: { ...about, outcome: 'keep', detail }, value: false }
  }
  const { userId, name, isDisabled, isDeleted } = row
  const named = `${name} (${userId})`
  const options = requestOptions(environment)
  const owned = isDeleted ? {} : await countOwned(environment, userId)
  const counts = Object.entries(owned).map(([table, count]) => `${count} ${table}`)
  const disable = async (): Promise<void> => {
    if (!isDisabled) await dynamics.update('systemusers', userId, { isdisabled: true }, options)
  }
  if (counts.length > 0) {
    const detail = `${named} owns ${counts.join(', ')}; it is disabled and stays: assign them to somebody else and run it again`
    if (isDisabled) return { action: { ...about, outcome: 'keep', detail }, value: false }
    return {
      action: { ...about, outcome: 'update', detail, ...rights.all('prvWriteUser') },
      value: false,
      apply: () => disable().then(() => ({ value: false })),
    }
  }
  return {
    action: { ...about, outcome: 'remove', detail: named, ...rights.all('prvWriteUser', 'prvDeleteUser') },
    value: true,
    async apply() {
      await disable()
      // The first time it is marked as deleted, the second time it is gone.
      if (!isDeleted) await dynamics.delete('systemusers', userId, options)
      await dynamics.delete('systemusers', userId, options)
      return { value: true }
    },
  }
}

/** The role that setup made for the app, unless somebody else has it too. */
export async function lookForRoleToRemove(environment: Environment, clientId: string): Promise<Prospect<true>> {
  const { dynamics, rights } = environment
  const about = { step: 2, subject: 'security role' } as const
  const id = stableId(clientId, 'role')
  const role = await found(() =>
    dynamics.retrieve('roles', id, {
      select: ['name'],
      expand: {
        systemuserroles_association: { select: ['systemuserid', 'fullname'] },
        teamroles_association: { select: ['name'] },
      },
      ...requestOptions(environment),
    }),
  )
  if (!role) return { action: { ...about, outcome: 'exists', detail: 'none of its own' }, value: true }
  const name = String(role['name'])
  const users = rowsOf(role['systemuserroles_association']).filter(
    (user) => String(user['systemuserid']) !== stableId(clientId, 'user'),
  )
  const holders = [...users, ...rowsOf(role['teamroles_association'])].map((one) =>
    String(one['fullname'] ?? one['name']),
  )
  if (holders.length > 0) {
    return {
      action: { ...about, outcome: 'keep', detail: `${name}, which ${holders.join(', ')} has too` },
      value: true,
    }
  }
  return {
    action: { ...about, outcome: 'remove', detail: name, ...rights.all('prvDeleteRole') },
    async apply() {
      await dynamics.delete('roles', id, requestOptions(environment))
      return { value: true }
    },
  }
}

/** The business unit that setup made; one that the environment does not let go stays as it was. */
export async function lookForUnitToRemove(environment: Environment, clientId: string): Promise<Prospect<true>> {
  const { dynamics, rights } = environment
  const about = { step: 2, subject: 'business unit' } as const
  const id = stableId(clientId, 'business unit')
  const options = requestOptions(environment)
  const unit = await found(() => dynamics.retrieve('businessunits', id, { select: ['name', 'isdisabled'], ...options }))
  if (!unit) return { action: { ...about, outcome: 'exists', detail: 'none of its own' }, value: true }
  const name = String(unit['name'])
  return {
    action: {
      ...about,
      outcome: 'remove',
      detail: name,
      ...rights.all('prvWriteBusinessUnit', 'prvDeleteBusinessUnit'),
    },
    async apply() {
      // Only a disabled one can be deleted.
      await dynamics.update('businessunits', id, { isdisabled: true }, options)
      try {
        await dynamics.delete('businessunits', id, options)
        return { value: true }
      } catch (error) {
        const status = isDynamicsError(error) ? error.status : undefined
        if (status === undefined || status < 400 || status >= 500) throw error
        await dynamics.update('businessunits', id, { isdisabled: false }, options)
        return { value: true, outcome: 'kept', detail: `${name}: ${(error as Error).message}` }
      }
    },
  }
}

async function found<Row>(read: () => Promise<Row>): Promise<Row | undefined> {
  try {
    return await read()
  } catch (error) {
    if (isDynamicsError(error) && error.status === 404) return undefined
    throw error
  }
}

function rowsOf(value: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(value) ? (value as Record<string, unknown>[]) : []
}
