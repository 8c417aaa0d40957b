import { registerHooks } from 'node:module'

// The workspace's vitest tells Node that `import` conditions always hold, which makes `require` of the CommonJS driver find ES modules.
registerHooks({
  resolve(specifier, context, nextResolve) {
    if (!context.conditions.includes('require')) return nextResolve(specifier, context)
    const conditions = context.conditions.filter((condition) => condition !== 'import' && condition !== 'module')
    return nextResolve(specifier, { ...context, conditions })
  },
})

/** `@keyv/postgres`. */
export const { KeyvPostgres } = await import('@keyv/postgres')
