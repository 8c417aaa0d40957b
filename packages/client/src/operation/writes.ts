// Loaded together when a program first writes: pages that only read do not need them.
export { withOwnId } from '../write/own-id.ts'
export { create } from './create.ts'
export { deleteRow as delete } from './delete.ts'
export { run } from './operation.ts'
export { update } from './update.ts'
export { upsert } from './upsert.ts'
