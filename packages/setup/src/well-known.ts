/** Dataverse as Microsoft Entra ID knows it, the same in every tenant. */
export const dataverse = {
  /** Application id of "Dynamics CRM", also shown as "Dataverse" or "Common Data Service". */
  appId: '00000007-0000-0000-c000-000000000000',
  /** Id of its delegated permission `user_impersonation`. */
  userImpersonation: '78ce3f0f-a1ce-49c2-8cde-64b5c0896db4',
} as const

/** `roletemplateid` of System Administrator, the same in every environment whatever the role is called there. */
export const systemAdministratorTemplate = '627090ff-40a3-4053-8790-584edc5be201'
