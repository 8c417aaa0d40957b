import type { EntityType, Model, Property } from '@dynamics-kit/odata'

/** The model as `$metadata` shows it when nobody asks for annotations: types, names and keys. */
export function withoutAnnotations(model: Model): Model {
  const entityTypes = new Map<string, EntityType>()
  for (const [name, type] of model.entityTypes) {
    const { description: _description, ...rest } = type
    entityTypes.set(name, { ...rest, properties: bareProperties(type.properties) })
  }
  return { ...model, entityTypes }
}

function bareProperties(properties: ReadonlyMap<string, Property>): Map<string, Property> {
  const bare = new Map<string, Property>()
  for (const [name, property] of properties) {
    const { description: _description, ...rest } = property
    bare.set(name, { ...rest, computed: false, readOnly: false })
  }
  return bare
}
