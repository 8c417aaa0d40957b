// Loaded together when a program first asks in one of these ways.
export { anyRequest as request } from './any-request.ts'
export { run } from './operation.ts'
export { retrieveRelated } from './retrieve-related.ts'
export { whoAmI } from './who-am-i.ts'
