import type { TableAction } from '@dynamics-kit/setup'
import { InvalidArgumentError } from 'commander'

export type Tables = Readonly<Record<string, readonly TableAction[]>>

const actions: readonly TableAction[] = ['create', 'read', 'write', 'delete', 'append', 'appendTo', 'assign', 'share']

/** `account`, `account:read,write`; without actions, reading. May be repeated. */
export function toTables(text: string, tables: Tables = {}): Tables {
  const [table = '', list = 'read'] = text.split(':')
  if (!/^[a-z_][a-z0-9_]*$/i.test(table))
    throw new InvalidArgumentError('Give a logical name, such as account:read,write.')
  return { ...tables, [table.toLowerCase()]: list.split(',').map(toAction) }
}

function toAction(text: string): TableAction {
  const found = actions.find((action) => action.toLowerCase() === text.trim().toLowerCase())
  if (found) return found
  throw new InvalidArgumentError(`${JSON.stringify(text)} is none of ${actions.join(', ')}.`)
}
