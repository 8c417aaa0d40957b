/** One definition: an object that metadata queries answer with. */
export interface Definition {
  /** Name of its type, `PicklistAttributeMetadata`. */
  readonly type: string
  /** `MetadataId`, lower case. */
  readonly id: string
  /** By name. Members of the type that are not here are null. */
  readonly members: Readonly<Record<string, unknown>>
  /** What navigation properties lead to, made when it is asked for. */
  readonly related: Readonly<Record<string, () => Definition | readonly Definition[] | null>>
}

/** Text of a member that names the definition, in lower case for looking up. */
export const nameIn = ({ members }: Definition, member: string): string => String(members[member] ?? '')
