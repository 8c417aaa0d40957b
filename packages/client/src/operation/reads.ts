// Loaded when a program first reads one row by its id.
export { run } from './operation.ts'
export { retrieve } from './retrieve.ts'
