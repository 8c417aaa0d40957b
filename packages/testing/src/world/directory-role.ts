/**
 * Roles of Microsoft Entra ID that concern app registrations, consent and environments, with the template ids they have in every tenant.
 *
 * @see https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference
 */
const DIRECTORY_ROLES = {
  'Global Administrator': '62e90394-69f5-4237-9190-012177145e10',
  'Privileged Role Administrator': 'e8611ab8-c189-46e8-94e1-60213ab1f814',
  'Application Administrator': '9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3',
  'Cloud Application Administrator': '158c047a-c907-4556-b7ef-446551a6b5f7',
  'Power Platform Administrator': '11648597-926c-4cf3-9c36-bcebb0ba8dcc',
  'Dynamics 365 Administrator': '44367163-eba1-44c3-98af-f5787879f96a',
  'Application Developer': 'cf1c38e5-3621-4004-a7cb-879624dced7c',
} as const

/** Name of a role of Microsoft Entra ID, such as `Application Administrator`. */
export type DirectoryRole = keyof typeof DIRECTORY_ROLES

/** Roles that may give an app any permission for everybody of the tenant. */
const PRIVILEGED: readonly DirectoryRole[] = ['Global Administrator', 'Privileged Role Administrator']

/** Roles that may give it any but application permissions of Microsoft Graph. */
const OF_APPLICATIONS: readonly DirectoryRole[] = ['Application Administrator', 'Cloud Application Administrator']

/**
 * Whether somebody with these roles, by template id, may consent for their tenant.
 *
 * @param toGraphRoles Whether application permissions of Microsoft Graph are asked for.
 * @see https://learn.microsoft.com/entra/identity/enterprise-apps/grant-admin-consent
 */
export const mayConsentForAll = (templateIds: readonly string[], toGraphRoles: boolean): boolean =>
  [...PRIVILEGED, ...(toGraphRoles ? [] : OF_APPLICATIONS)].some((name) => templateIds.includes(DIRECTORY_ROLES[name]))

/** The role that every person of a tenant has. It is in their tokens beside the others. */
export const EVERYBODY = 'b79fbf4d-3ef9-4689-8143-76b194e85509'

/** @throws {TypeError} For a name that the fake does not know. */
export function directoryRoleId(name: DirectoryRole): string {
  if (!Object.hasOwn(DIRECTORY_ROLES, name)) {
    throw new TypeError(`directoryRoles: the fake has no role ${JSON.stringify(name)} of Microsoft Entra ID.`)
  }
  return DIRECTORY_ROLES[name]
}

/** The name of a role by its template id; the id itself where the fake does not know it. */
export const directoryRoleName = (templateId: string): string =>
  Object.entries(DIRECTORY_ROLES).find(([, id]) => id === templateId)?.[0] ?? templateId
