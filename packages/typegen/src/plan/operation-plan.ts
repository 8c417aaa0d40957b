import type { ComplexType, EnumType, TypeReference } from '@dynamics-kit/odata'

/** All that is to be said of actions and functions, with every question settled. */
export interface OperationsPlan {
  /** By name. */
  readonly operations: readonly OperationPlan[]
  /** By name. */
  readonly types: readonly NamedTypePlan[]
  /** Names of types as they are exported, by what they are. */
  readonly typeNames: TypeNames
  /** Tables outside whose rows can be named: logical name to entity set and primary key. */
  readonly references: ReadonlyMap<string, string>
}

export interface OperationPlan {
  readonly name: string
  /** Its name as a value. */
  readonly value: string
  readonly kind: 'action' | 'function'
  readonly doc: string | undefined
  /** By binding. */
  readonly overloads: readonly OverloadPlan[]
}

export interface OverloadPlan {
  /** `unbound`, `lead`, `lead[]` */
  readonly binding: string
  readonly parameters: readonly ParameterPlan[]
  readonly result: (TypeReference & { readonly nullable: boolean }) | undefined
  readonly composable: boolean
}

interface ParameterPlan {
  readonly name: string
  readonly type: TypeReference
  readonly optional: boolean
}

/** Whether a value is given to an operation or comes from it. */
export type Direction = 'input' | 'output'

/** An exported type: an enum, or a complex type as it is given or as it comes. */
export type NamedTypePlan =
  | { readonly kind: 'enum'; readonly name: string; readonly type: EnumType }
  | { readonly kind: 'complex'; readonly name: string; readonly type: ComplexType; readonly direction: Direction }

export interface TypeNames {
  enumType(name: string): string | undefined
  complexType(name: string, direction: Direction): string | undefined
}
