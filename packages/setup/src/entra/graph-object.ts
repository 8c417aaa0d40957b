/** An object as Microsoft Graph sends it. */
export type GraphObject = Readonly<Record<string, unknown>>

export function records(value: unknown): readonly GraphObject[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'object' && one !== null) : []
}

export function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}
