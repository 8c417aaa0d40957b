/** What a privilege lets one do with a table's rows. */
export type TableAction = 'create' | 'read' | 'write' | 'delete' | 'append' | 'appendTo' | 'assign' | 'share'

/**
 * How far a privilege reaches: rows of one's own and of one's teams (`basic`), of one's business unit (`local`), of it and those
 * below it (`deep`), all of them (`global`).
 */
export type PrivilegeDepth = 'basic' | 'local' | 'deep' | 'global'

/**
 * What a security role allows, by the logical name of a table: a list of actions, then for all rows, or actions with how far they
 * reach. Privileges about no table stand under their own name.
 *
 *     { account: { read: 'local', write: 'basic' }, contact: ['read'], prvActOnBehalfOfAnotherUser: 'global' }
 */
export type RoleDefinition = Readonly<
  Record<string, readonly TableAction[] | Readonly<Partial<Record<TableAction, PrivilegeDepth>>> | PrivilegeDepth>
>

/** A business unit that is there from the start. */
export interface BusinessUnitDefinition {
  /** Name of the unit above. Default: the root of the environment. */
  readonly parent?: string
}

/** A team that is there from the start. */
export interface TeamDefinition {
  /** `owner` teams own rows and have roles, `access` teams are shared with. Default `owner`. */
  readonly type?: 'owner' | 'access'
  /** Name of a business unit. Default: the root of the environment. */
  readonly businessUnit?: string
  /** Names of security roles. Default: none. */
  readonly roles?: readonly string[]
}

/** Who may do what in a fresh environment, beside what every environment has. */
export interface SecurityOptions {
  /** Business units below the root, by name. */
  readonly businessUnits?: Readonly<Record<string, BusinessUnitDefinition>>
  /** Security roles by name. `System Administrator`, `System Customizer`, `Basic User` and `Delegate` are there. */
  readonly roles?: Readonly<Record<string, RoleDefinition>>
  /** Teams by name. */
  readonly teams?: Readonly<Record<string, TeamDefinition>>
}

/** Where a user stands in an environment. */
export interface UserPlace {
  /** Names of security roles. Default: none, and then Dynamics refuses the user. */
  readonly roles?: readonly string[]
  /** Name of a business unit. Default: the root of the environment. */
  readonly businessUnit?: string
  /** Names of teams. Default: none beside the team of the business unit. */
  readonly teams?: readonly string[]
}
