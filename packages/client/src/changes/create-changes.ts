import type { Send } from '../http/send.ts'
import type { NamedTable } from '../operation/named-table.ts'
import type { OperationOptions } from '../query/query.ts'
import type { Changes } from './changes.ts'
import type { AnyChange, AnyChangesOptions, ChangesReader } from './read-changes.ts'
import { part } from '../lazy.ts'

/** The changes of a table; what reads them is loaded when they are first read. */
export function createChanges(send: Send, table: NamedTable, options: AnyChangesOptions = {}): Changes<AnyChange> {
  let token: string | undefined
  const reading = async (): Promise<ChangesReader> => {
    const { changesReader } = await part(import('./read-changes.ts'))
    return changesReader(send, table, options)
  }
  return Object.freeze({
    get token() {
      return token
    },
    count: async (given?: OperationOptions) => (await reading()).count(given),
    async *[Symbol.asyncIterator]() {
      token = undefined
      token = yield* (await reading()).changes()
    },
  })
}
