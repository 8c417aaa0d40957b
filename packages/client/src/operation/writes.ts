// Loaded together when a program first writes, or asks about its environment: pages that only read do not need them.
export { associate, disassociate } from './associate.ts'
export { getValue, setValue } from './column-value.ts'
export { create } from './create.ts'
export { deleteRow } from './delete.ts'
export { merge } from './merge.ts'
export { retrieveCurrentOrganization, retrieveVersion } from './organization.ts'
export { update } from './update.ts'
export { upsert } from './upsert.ts'
