import { defineSchema } from '@dynamics-kit/odata'
import type { FileColumn, KeyColumn, Table, TableShape } from '@dynamics-kit/odata'
import { begin } from './program.ts'

/** Uploads 9 MB to the file column of an account, and keeps its place. */
interface AccountTable extends TableShape {
  readonly entitySet: 'accounts'
  readonly logicalName: 'account'
  readonly columns: { readonly accountid: KeyColumn; readonly new_contract: FileColumn }
  readonly navigation: object
}

const accounts: Table<AccountTable> = defineSchema<{ account: AccountTable }>({
  account: { entitySet: 'accounts', key: 'accountid', columns: { file: 'new_contract' } },
}).table('account')

const bytes = new Uint8Array(9 * 1024 * 1024)
for (let index = 0; index < bytes.length; index++) bytes[index] = index ^ (index >> 8) ^ (index >> 16)
const { dynamics, saved, save } = begin()
await dynamics.files.upload(accounts, 'a0000000-0000-4000-8000-000000000001', 'new_contract', bytes, {
  fileName: 'contract.pdf',
  resume: saved ?? true,
  onProgress: ({ resume = '' }) => save(resume),
})
