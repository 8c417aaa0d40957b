import {
  type ComplexType,
  type Model,
  navigationPropertiesOf,
  primaryKeyOf,
  propertiesOf,
  type TypeReference,
} from '@dynamics-kit/odata'
import { compareNames } from '../names/compare-names.ts'
import { toIdentifier } from '../names/identifier.ts'
import type { NameRegistry } from '../names/name-registry.ts'
import type {
  Direction,
  NamedTypePlan,
  OperationPlan,
  OperationsPlan,
  OverloadPlan,
  TypeNames,
} from './operation-plan.ts'
import { pickOperations, type PickedOverload } from './pick-operations.ts'
import type { PlanContext } from './plan-context.ts'

/** Settles which operations there are, and which types they need. */
export function planOperations(
  context: PlanContext,
  patterns: readonly string[] | undefined,
  outside: Iterable<string>,
  exports: NameRegistry,
): OperationsPlan {
  const picked = pickOperations(context, patterns)
  const operations = groupedByName(picked).map(([name, overloads]) => planOperation(context, name, overloads, exports))
  const used = usedTypes(context.model, operations)
  const types = nameTypes(context.model, used, exports)
  return {
    operations,
    types: types.plans,
    typeNames: types.names,
    references: planAddresses(context, operations, picked, outside),
  }
}

function groupedByName(picked: readonly PickedOverload[]): readonly (readonly [string, readonly PickedOverload[]])[] {
  const groups = new Map<string, PickedOverload[]>()
  for (const overload of picked) {
    const known = groups.get(overload.name)
    if (known) known.push(overload)
    else groups.set(overload.name, [overload])
  }
  return [...groups]
}

function planOperation(
  context: PlanContext,
  name: string,
  picked: readonly PickedOverload[],
  exports: NameRegistry,
): OperationPlan {
  const overloads = new Map<string, OverloadPlan>()
  for (const { operation, table } of picked) {
    const [first] = operation.parameters
    const binding = table === undefined ? 'unbound' : first?.type.collection === true ? `${table}[]` : table
    overloads.set(binding, {
      binding,
      parameters: operation.parameters.slice(table === undefined ? 0 : 1).map((parameter) => ({
        name: parameter.name,
        type: parameter.type,
        optional: parameter.optional || parameter.nullable,
      })),
      result: operation.returnType,
      composable: operation.isComposable,
    })
  }
  const description = picked.map(({ operation }) => operation.description).find((text) => text !== undefined)
  const kind = picked[0]?.operation.kind ?? 'action'
  return {
    name,
    value: exports.take(toIdentifier(name), '_operation', `operation ${name}`),
    kind,
    doc: context.text(description, undefined),
    overloads: [...overloads.values()].toSorted((one, other) => compareNames(one.binding, other.binding)),
  }
}

type UsedTypes = ReadonlyMap<string, ReadonlySet<Direction>>

/** Enum and complex types that operations take or give, and those that these are made of. */
function usedTypes(model: Model, operations: readonly OperationPlan[]): UsedTypes {
  const used = new Map<string, Set<Direction>>()
  const add = ({ name }: TypeReference, direction: Direction): void => {
    const complex = model.complexTypes.get(name)
    if (!complex && !model.enumTypes.has(name)) return
    const known = used.get(name) ?? new Set()
    if (known.has(direction)) return
    used.set(name, known.add(direction))
    if (!complex) return
    for (const { type } of propertiesOf(model, name).values()) add(type, direction)
    for (const { type } of navigationPropertiesOf(model, name).values()) add(type, direction)
    if (standsForOthers(model, complex))
      for (const derived of derivedTypes(model, name)) add({ name: derived, collection: false }, direction)
  }
  for (const { overloads } of operations) {
    for (const { parameters, result } of overloads) {
      for (const { type } of parameters) add(type, 'input')
      if (result) add(result, 'output')
    }
  }
  return used
}

/** Whether values are of a type derived from this one: it is abstract, or has nothing of its own, as `QueryBase` has. */
export function standsForOthers(model: Model, type: ComplexType): boolean {
  return type.abstract || (propertiesOf(model, type.name).size === 0 && derivedTypes(model, type.name).length > 0)
}

/** Complex types that can stand for an abstract one, by name. */
export function derivedTypes(model: Model, base: string): readonly string[] {
  const derived: string[] = []
  for (const { name, baseType, abstract } of model.complexTypes.values()) {
    if (baseType !== base || name === base) continue
    if (!abstract) derived.push(name)
    derived.push(...derivedTypes(model, name))
  }
  return [...new Set(derived)].toSorted(compareNames)
}

/** A complex type that operations take as well as give has a name for each; dates and rows are not the same in both. */
function nameTypes(
  model: Model,
  used: UsedTypes,
  exports: NameRegistry,
): { readonly plans: readonly NamedTypePlan[]; readonly names: TypeNames } {
  const plans: NamedTypePlan[] = []
  const enums = new Map<string, string>()
  const complexes = { input: new Map<string, string>(), output: new Map<string, string>() }
  for (const [name, directions] of [...used].toSorted(([one], [other]) => compareNames(one, other))) {
    const enumType = model.enumTypes.get(name)
    if (enumType) {
      const own = exports.take(toIdentifier(name), 'Enum', `enum type ${name}`)
      enums.set(name, own)
      plans.push({ kind: 'enum', name: own, type: enumType })
    }
    const type = model.complexTypes.get(name)
    if (!type) continue
    for (const direction of ['output', 'input'] as const) {
      if (!directions.has(direction)) continue
      const wanted = direction === 'input' && directions.size > 1 ? `${name}Input` : name
      const own = exports.take(toIdentifier(wanted), 'Type', `complex type ${name}`)
      complexes[direction].set(name, own)
      plans.push({ kind: 'complex', name: own, type, direction })
    }
  }
  return {
    plans: plans.toSorted((one, other) => compareNames(one.name, other.name)),
    names: {
      enumType: (name) => enums.get(name),
      complexType: (name, direction) => complexes[direction].get(name),
    },
  }
}

/** Where rows of tables outside are: those of lookups, those that operations take, and those that they are bound to. */
function planAddresses(
  context: PlanContext,
  operations: readonly OperationPlan[],
  picked: readonly PickedOverload[],
  outside: Iterable<string>,
): ReadonlyMap<string, string> {
  const named = new Set<string>()
  let takesRows = false
  for (const { type } of operations.flatMap(({ overloads }) => overloads.flatMap(({ parameters }) => parameters))) {
    if (!context.model.entityTypes.has(type.name) && !context.model.complexTypes.has(type.name)) continue
    takesRows = true
    for (const table of context.tablesOfType(type.name)) named.add(table)
  }
  for (const { table } of picked) if (table !== undefined) named.add(table)
  if (takesRows) for (const table of outside) named.add(table)
  const addresses = [...named]
    .filter((table) => !context.isPicked(table))
    .toSorted(compareNames)
    .flatMap((table) => {
      const key = primaryKeyOf(context.model, table)
      const entitySet = context.entitySets.get(table)
      return key === undefined || entitySet === undefined ? [] : [[table, `${entitySet} ${key}`] as const]
    })
  return new Map(addresses)
}
