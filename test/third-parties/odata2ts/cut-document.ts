import { type Model, readCsdl, writeCsdl } from '@dynamics-kit/odata'

/** A `$metadata` document with a few tables and operations of it, and all that these need. */
export function cutDocument(xml: string, tables: readonly string[], operationNames: readonly string[]): string {
  const model = readCsdl(xml)
  const operations = new Map([...model.operations].filter(([name]) => operationNames.includes(name)))
  const named = [...operations.values()]
    .flat()
    .flatMap(({ parameters, returnType }) => parameters.map(({ type }) => type).concat(returnType ?? []))
  const kept = typesNeeded(model, tables.concat(named.map(({ name }) => name)))
  const entitySets = only(kept, model.entitySets, (set) => set.entityType)
  const { alias: _, ...rest } = model
  return writeCsdl({
    ...rest,
    operations,
    operationImports: new Map([...model.operationImports].filter(([, { operation }]) => operations.has(operation))),
    entityTypes: new Map(
      [...only(kept, model.entityTypes, ({ name }) => name)].map(([name, type]) => [
        name,
        { ...type, navigationProperties: only(kept, type.navigationProperties, (property) => property.type.name) },
      ]),
    ),
    complexTypes: only(kept, model.complexTypes, ({ name }) => name),
    enumTypes: only(kept, model.enumTypes, ({ name }) => name),
    entitySets: new Map(
      [...entitySets].map(([name, set]) => [
        name,
        {
          ...set,
          navigationPropertyBindings: new Map(
            [...set.navigationPropertyBindings].filter(([, target]) => entitySets.has(target)),
          ),
        },
      ]),
    ),
  })
}

/** The types, what they derive from, and what their properties are of. */
function typesNeeded(model: Model, names: readonly string[]): ReadonlySet<string> {
  const needed = new Set(names)
  // A set goes on with what is added while it is gone through.
  for (const name of needed) {
    const type = model.entityTypes.get(name) ?? model.complexTypes.get(name)
    if (type?.baseType !== undefined) needed.add(type.baseType)
    for (const property of type?.properties.values() ?? []) needed.add(property.type.name)
  }
  return needed
}

const only = <T>(kept: ReadonlySet<string>, all: ReadonlyMap<string, T>, type: (item: T) => string): Map<string, T> =>
  new Map([...all].filter(([, item]) => kept.has(type(item))))
