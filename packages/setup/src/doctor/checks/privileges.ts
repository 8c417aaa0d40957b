import { isDynamicsError, type WhoAmI } from '@dynamics-kit/client'
import type { TableAction } from '../../dynamics/security-role.ts'
import { tablePrivileges } from '../../dynamics/table-privileges.ts'
import { failed, passed, problemOf, skipped, type Check, type Outcome } from '../check.ts'
import type { Examination } from '../examination.ts'
import { asRecord } from '../../as-record.ts'

/** Whether the roles allow what the program does with tables. */
export const privileges: Check = {
  name: 'privileges',
  title: 'Table privileges',
  step: 2,
  needs: ['roles'],
  async run(examination) {
    const { tables = {} } = examination.options
    if (Object.keys(tables).length === 0) return skipped('The tables that the program works with were not named')
    const probe = await examination.probeWhoAmI()
    if (!probe.ok) return undefined
    try {
      return await compare(examination, tables, probe.me)
    } catch (error) {
      if (examination.options.signal?.aborted) throw examination.options.signal.reason
      if (!isDynamicsError(error)) throw error
      return failed(problemOf(error))
    }
  },
}

type Tables = Readonly<Record<string, readonly TableAction[]>>

async function compare(examination: Examination, tables: Tables, me: WhoAmI): Promise<Outcome> {
  const held = await heldPrivileges(examination, me)
  const missing: { readonly table: string; readonly action: TableAction; readonly name: string }[] = []
  for (const [table, actions] of Object.entries(tables)) {
    // One table after another: this is for people, and mostly one table.
    // oxlint-disable-next-line no-await-in-loop
    const needed = await tablePrivileges(examination.dynamics(), table, examination.options.signal)
    if (needed === undefined) return unknownTable(table)
    for (const action of actions) {
      const privilege = needed.get(action.toLowerCase())
      if (privilege && !held.has(privilege.id)) missing.push({ table, action, name: privilege.name })
    }
  }
  if (missing.length === 0) return passed(spell(tables))
  const clientId = await examination.clientId()
  const lacking = Object.fromEntries(
    [...Map.groupBy(missing, ({ table }) => table)].map(([table, all]) => [table, all.map(({ action }) => action)]),
  )
  const role = `dynamics-kit ${clientId?.slice(0, 8)}`
  return failed({
    cause: 'privilege',
    evidence: `The application user lacks ${missing.map(({ name }) => name).join(', ')}`,
    fix: `Add them to one of its security roles: Power Platform admin center > Environments > (environment) > Settings > Users + permissions > Security roles, table ${Object.keys(lacking).join(', ')}.`,
    ...(clientId !== undefined && {
      repair: {
        kind: 'privileges',
        clientId,
        role,
        tables: lacking,
        description: `Make the security role “${role}” with ${spell(lacking)}, and give it to the application user`,
      },
    }),
  })
}

/** `account: read, write` */
const spell = (tables: Tables): string =>
  Object.entries(tables)
    .map(([table, actions]) => `${table}: ${actions.join(', ')}`)
    .join('; ')

function unknownTable(table: string): Outcome {
  return failed({
    cause: 'unknown-table',
    step: 4,
    evidence: `The environment has no table with the logical name ${table}`,
    fix: 'Give the logical name, singular and lower case, such as account: make.powerapps.com > Tables > (table) > Properties > Advanced options. A table of a solution is there once the solution is imported.',
  })
}

/** Ids of the privileges that the user’s roles give at any depth. */
async function heldPrivileges(examination: Examination, { userId }: WhoAmI): Promise<ReadonlySet<string>> {
  const { body } = await examination
    .dynamics()
    .request('GET', `systemusers(${userId})/Microsoft.Dynamics.CRM.RetrieveUserPrivileges()`, signalOf(examination))
  return new Set(list(body, 'RolePrivileges').map((privilege) => String(privilege['PrivilegeId']).toLowerCase()))
}

function list(body: unknown, name: string): readonly Record<string, unknown>[] {
  const value = asRecord(body)[name]
  return Array.isArray(value) ? (value as Record<string, unknown>[]) : []
}

const signalOf = ({ options: { signal } }: Examination) => (signal ? { signal } : {})
