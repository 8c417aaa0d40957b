// Loaded together when a program first changes a row or deletes one.
export { deleteRow as delete } from './delete.ts'
export { run } from './operation.ts'
export { update } from './update.ts'
export { upsert } from './upsert.ts'
