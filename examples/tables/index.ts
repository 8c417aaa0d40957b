export { accounts } from './accounts.ts'
export type { AccountTable } from './accounts.ts'
export { contacts } from './contacts.ts'
export type { ContactTable } from './contacts.ts'
