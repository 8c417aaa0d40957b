/**
 * A module of Node, loaded when it is needed: `node:http` and its like take longer to load than all of this package, and most
 * programs never need them here.
 */
export const builtin: typeof process.getBuiltinModule = (id: string) => process.getBuiltinModule(id)
