import { builtin } from './builtin.ts'

type Msal = typeof import('@azure/msal-node')

let loaded: Promise<Msal> | undefined

/**
 * `@azure/msal-node`, loaded when the first token is really needed, by its CommonJS build: one file, which loads in half the
 * time of its ESM build. Where there is no such file, as in a program that a bundler made, by an import that bundlers follow.
 */
export function loadMsal(): Promise<Msal> {
  loaded ??= load().catch((error: unknown) => {
    loaded = undefined
    throw error
  })
  return loaded
}

async function load(): Promise<Msal> {
  try {
    return evaluateCommonJs(
      builtin('node:module')
        .createRequire(import.meta.url)
        .resolve('@azure/msal-node'),
    )
  } catch {
    return import('@azure/msal-node')
  }
}

/**
 * Evaluates msal-node's file as `require` does, except that `jsonwebtoken`, which signs the assertions of certificates, is
 * loaded when the first one is signed: with the fifty files it brings along it takes as long to load as all the rest.
 */
function evaluateCommonJs(file: string): Msal {
  const require = builtin('node:module').createRequire(file)
  const signing: object = new Proxy({}, { get: (_target, name): unknown => Reflect.get(require('jsonwebtoken'), name) })
  const module = { exports: {} }
  const evaluate = builtin('node:vm').compileFunction(
    builtin('node:fs').readFileSync(file, 'utf8'),
    ['exports', 'require', 'module', '__filename', '__dirname'],
    { filename: file },
  )
  const requireLater = (id: string): unknown => (id === 'jsonwebtoken' ? signing : require(id))
  Reflect.apply(evaluate, module.exports, [
    module.exports,
    requireLater,
    module,
    file,
    builtin('node:path').dirname(file),
  ])
  // What the file exports is what its declarations say.
  return module.exports as Msal
}
