// Loaded when a program first creates a row.
export { withOwnId } from '../write/own-id.ts'
export { create } from './create.ts'
export { run } from './operation.ts'
