import type { TableDefinition } from '@dynamics-kit/odata'
import { isConcurrencyError, isNotFoundError } from '../errors/guards.ts'
import type { DynamicsError } from '../errors/dynamics-error.ts'
import type { Send } from '../http/send.ts'
import type { AnyTable } from './named-table.ts'
import { run } from './operation.ts'
import type { Operation } from './operation.ts'
import { retrieve } from './retrieve.ts'

/** A conditional write, and whether a refusal brings both versions of the row along. */
export interface VersionOptions {
  readonly ifMatch?: string | object | undefined
  readonly bothVersions?: boolean | undefined
}

/**
 * Puts both versions of the row on a `ConcurrencyError`: the one that was given, and the one that is stored now, with the
 * same columns.
 *
 * @throws TypeError when both are wanted and none was given.
 */
export function withVersions<Result>(
  operation: Operation<Result>,
  table: AnyTable,
  id: unknown,
  { ifMatch, bothVersions }: VersionOptions,
): Operation<Result> {
  if (bothVersions !== true) return operation
  if (typeof ifMatch !== 'object') {
    throw new TypeError('bothVersions compares with a row: give ifMatch a row as this client gave it.')
  }
  return {
    ...operation,
    async explain(error: DynamicsError, send: Send) {
      if (!isConcurrencyError(error)) return
      const current = await currentRow(table, id, ifMatch, send)
      // Rows are for the program, not for logs.
      Object.defineProperties(error, { given: { value: ifMatch }, current: { value: current } })
    },
  }
}

async function currentRow(table: AnyTable, id: unknown, given: object, send: Send): Promise<object | undefined> {
  const definition: TableDefinition | undefined = typeof table === 'string' ? undefined : table
  const select = Object.keys(given).filter((name) =>
    definition ? Object.hasOwn(definition.columns, name) : name !== 'formatted',
  )
  try {
    return await run(send, await retrieve(table, id, { select }))
  } catch (error) {
    if (isNotFoundError(error)) return undefined
    throw error
  }
}
