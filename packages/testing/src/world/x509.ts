type X509 = typeof import('@peculiar/x509')

/**
 * Loads `@peculiar/x509`, whose dependency injection needs three functions of the `reflect-metadata` proposal while its
 * classes are defined. They are lent for the time of the import, so that nothing else in the process sees them.
 */
export async function loadX509(): Promise<X509> {
  const restore = lendMetadataFunctions()
  try {
    return await import('@peculiar/x509')
  } finally {
    restore()
  }
}

type MetadataTable = WeakMap<object, Map<unknown, unknown>>

function lendMetadataFunctions(): () => void {
  if ('getMetadata' in Reflect) return () => undefined
  const table: MetadataTable = new WeakMap()
  const lent = {
    defineMetadata(key: unknown, value: unknown, target: object): void {
      const own = table.get(target) ?? new Map<unknown, unknown>()
      table.set(target, own.set(key, value))
    },
    getOwnMetadata: (key: unknown, target: object): unknown => table.get(target)?.get(key),
    getMetadata: (key: unknown, target: object): unknown => inherited(table, key, target),
  }
  Object.assign(Reflect, lent)
  return () => {
    for (const [name, value] of Object.entries(lent)) {
      if (Reflect.get(Reflect, name) === value) Reflect.deleteProperty(Reflect, name)
    }
  }
}

function inherited(table: MetadataTable, key: unknown, target: object): unknown {
  for (let at: object | null = target; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    if (table.get(at)?.has(key)) return table.get(at)?.get(key)
  }
  return undefined
}
