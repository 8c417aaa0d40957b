import type { Verb } from './privilege-name.ts'

/** `roletemplateid` of System Administrator, the same everywhere. */
export const administratorTemplateId = '627090ff-40a3-4053-8790-584edc5be201'

/** `roletemplateid` of System Customizer. */
const customizerTemplateId = '119f245c-3cc8-4b62-b31c-d1a046ced15d'

export interface StandardRole {
  readonly name: string
  readonly templateId?: string
  /** Tables whose rows of one's own the role opens. */
  readonly own: Readonly<Record<string, readonly Verb[]>>
  /** Tables that the role opens in the whole organization. */
  readonly all: Readonly<Record<string, readonly Verb[]>>
  readonly miscellaneous: readonly string[]
}

const everything: readonly Verb[] = ['Create', 'Read', 'Write', 'Delete', 'Append', 'AppendTo', 'Assign', 'Share']

const ownWork = {
  account: everything,
  contact: everything,
  lead: everything,
  opportunity: everything,
  incident: everything,
  connection: everything,
  task: everything,
  annotation: everything,
  userquery: everything,
} as const

const lookAround = {
  systemuser: ['Read', 'AppendTo'],
  team: ['Read', 'AppendTo'],
  businessunit: ['Read', 'AppendTo'],
  connectionrole: ['Read', 'AppendTo'],
  environmentvariabledefinition: ['Read'],
  environmentvariablevalue: ['Read'],
  pricelevel: ['Read', 'AppendTo'],
  product: ['Read', 'AppendTo'],
  queue: ['Read', 'AppendTo'],
  subject: ['Read', 'AppendTo'],
  organization: ['Read'],
  role: ['Read'],
  savedquery: ['Read'],
  transactioncurrency: ['Read', 'AppendTo'],
} as const satisfies Record<string, readonly Verb[]>

/** Roles of a fresh environment. */
export const standardRoles: readonly StandardRole[] = [
  { name: 'System Administrator', templateId: administratorTemplateId, own: {}, all: {}, miscellaneous: [] },
  { name: 'System Customizer', templateId: customizerTemplateId, own: ownWork, all: lookAround, miscellaneous: [] },
  { name: 'Basic User', own: ownWork, all: lookAround, miscellaneous: [] },
  { name: 'Delegate', own: {}, all: {}, miscellaneous: ['prvActOnBehalfOfAnotherUser'] },
]

/** Privileges that are about no table. */
export const miscellaneousPrivileges: readonly string[] = [
  'prvActOnBehalfOfAnotherUser',
  'prvBulkDelete',
  'prvBypassCustomBusinessLogic',
  'prvBypassCustomPlugins',
  'prvOverrideCreatedOnCreatedBy',
]
