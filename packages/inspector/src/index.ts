export { inspect } from './inspect.ts'
export type { InspectedEnvironment, InspectedFake, InspectedPlace, InspectOptions, Inspector } from './inspect.ts'
