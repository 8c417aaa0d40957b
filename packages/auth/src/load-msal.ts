import { builtin } from './builtin.ts'

const require = builtin('node:module').createRequire(import.meta.url)

/**
 * `@azure/msal-node`, loaded when the first token is really needed, by its CommonJS build: that loads in half the time of its
 * ESM build.
 */
export function loadMsal(): typeof import('@azure/msal-node') {
  return require('@azure/msal-node') as typeof import('@azure/msal-node')
}
