import type { Plugin, PluginStage } from '../dynamics/user-code/plugin.ts'
import { knownNames } from '../world/known-names.ts'
import type { FakeDynamicsOptions } from './fake-dynamics.ts'

/**
 * Refuses options that plain JavaScript lets through and that would be without effect, or fail far from where they were written.
 *
 * @throws {TypeError} naming the option and what it takes
 */
export function checkOptions(given: FakeDynamicsOptions): void {
  knownNames('createFakeDynamics', given, {
    users: 1,
    seed: 1,
    rows: 1,
    defaults: 1,
    schema: 1,
    clock: 1,
    tenantId: 1,
    url: 1,
    app: 1,
    serviceProtection: 1,
    plugins: 1,
    customApis: 1,
    snapshot: 1,
    journal: 1,
    businessUnits: 1,
    roles: 1,
    teams: 1,
  })
  const { users, roles, teams, businessUnits, seed, app } = given
  if (app !== undefined) knownNames('app', app, { clientId: 1, clientSecret: 1 })
  const byName = { users, roles, teams, businessUnits }
  for (const [option, value] of Object.entries(byName)) {
    if (value !== undefined && !isPlain(value)) throw new TypeError(`${option}: takes an object by name`)
    for (const [name, one] of Object.entries(value ?? {})) {
      if (!isPlain(one)) throw new TypeError(`${option}.${name}: takes an object`)
    }
  }
  for (const [name, { roles: held }] of Object.entries({ ...users, ...teams }) as Iterable<
    [string, { roles?: unknown }]
  >)
    if (held !== undefined && !Array.isArray(held))
      throw new TypeError(`${name}: roles: takes a list of names, such as ['Basic User']`)
  if (seed !== undefined && !isPlain(seed)) throw new TypeError('seed: takes rows by entity set, { accounts: [{ … }] }')
  checkShapes(given)
  for (const [index, plugin] of (given.plugins ?? []).entries()) checkPlugin(`plugins[${index}]`, plugin)
}

const stages: readonly string[] = ['preValidation', 'preOperation', 'postOperation'] satisfies PluginStage[]

function checkPlugin(where: string, plugin: Plugin): void {
  if (!stages.includes(plugin.stage))
    throw new TypeError(`${where}: '${plugin.stage}' is no stage; there are ${stages.join(', ')}`)
  const { mode = 'synchronous' } = plugin
  if (mode !== 'synchronous' && mode !== 'asynchronous')
    throw new TypeError(`${where}: '${String(mode)}' is no mode; there are synchronous, asynchronous`)
  if (mode === 'asynchronous' && plugin.stage !== 'postOperation')
    throw new TypeError(`${where}: only a plug-in at postOperation can be asynchronous`)
  // An instance of a class may have members of its own.
  if (Object.getPrototypeOf(plugin) !== Object.prototype) return
  knownNames(where, plugin, {
    name: 1,
    message: 1,
    table: 1,
    stage: 1,
    mode: 1,
    rank: 1,
    filteringColumns: 1,
    preImage: 1,
    postImage: 1,
    run: 1,
  })
}

const shapes = {
  schema: [['entityTypes', 'entitySets'], 'a model, such as readCsdl of @dynamics-kit/odata makes of a $metadata'],
  clock: [['now', 'advance'], 'an object with now() and advance(milliseconds)'],
  journal: [['read'], 'what openJournal returns'],
  snapshot: [['tenant', 'environment', 'administrator'], 'what fake.snapshot() returns'],
} as const

const listed = {
  plugins: [['message', 'stage', 'run'], "{ message: 'Create', stage: 'preOperation', run(context) { … } }"],
  customApis: [['uniqueName', 'run'], "{ uniqueName: 'sample_Double', run(context) { … } }"],
  defaults: [['entitySet', 'body'], 'what defaultsOf(table, row) returns'],
} as const

function checkShapes(given: FakeDynamicsOptions): void {
  for (const [option, [members, what]] of entries(shapes)) {
    const value = given[option]
    if (value !== undefined && !hasAll(value, members)) throw new TypeError(`${option}: takes ${what}`)
  }
  for (const [option, [members, what]] of entries(listed)) {
    const value: unknown = given[option] ?? []
    if (!Array.isArray(value)) throw new TypeError(`${option}: takes a list of ${what}`)
    const wrong = value.findIndex((one) => !hasAll(one, members))
    if (wrong !== -1) throw new TypeError(`${option}[${wrong}]: takes ${what}`)
  }
}

const entries = <Of extends object>(of: Of): [keyof Of, Of[keyof Of]][] =>
  Object.entries(of) as [keyof Of, Of[keyof Of]][]

const isPlain = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value)

const hasAll = (value: unknown, members: readonly string[]): boolean =>
  members.every((member) => Object(value)[member] !== undefined)
