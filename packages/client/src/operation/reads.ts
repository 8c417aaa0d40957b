// Loaded together when a program first reads one row, or sends a request of its own.
export { anyRequest as request } from './any-request.ts'
export { run } from './operation.ts'
export { retrieve } from './retrieve.ts'
export { retrieveRelated } from './retrieve-related.ts'
export { whoAmI } from './who-am-i.ts'
