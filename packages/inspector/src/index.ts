export { inspect } from './inspect.ts'
export type { Inspector, InspectedFake } from './inspect.ts'
