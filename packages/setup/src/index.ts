// Step 1: Microsoft Entra ID
export { registerApp } from './app-registration.ts'
export type { AppRegistration, AppRegistrationOptions } from './app-registration.ts'
export type { GraphClientOptions } from './graph-client.ts'

// Step 2: the Dynamics environment
export { addApplicationUser } from './application-user.ts'
export { addSecurityRole } from './security-role.ts'
export type { ApplicationUser, ApplicationUserOptions } from './application-user.ts'
export type { SecurityRole, SecurityRoleOptions, TableAction } from './security-role.ts'

// What they report, and how they fail
export { isSetupError, SetupError } from './setup-error.ts'
export type { SetupAction, SetupOptions } from './progress.ts'
export type { SetupErrorCode, SetupErrorDetails } from './setup-error.ts'
