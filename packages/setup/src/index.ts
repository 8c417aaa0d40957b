// Step 1: Microsoft Entra ID
export { registerApp } from './app-registration.ts'
export type { AppRegistration, AppRegistrationOptions } from './app-registration.ts'
export type { GraphClientOptions } from './graph-client.ts'

// Step 2: the Dynamics environment
export { addApplicationUser } from './application-user.ts'
export { addSecurityRole } from './security-role.ts'
export type { ApplicationUser, ApplicationUserOptions } from './application-user.ts'
export type { SecurityRole, SecurityRoleOptions, TableAction } from './security-role.ts'

// What is broken, and mending it
export { diagnose } from './doctor/diagnose.ts'
export { applyRepair } from './doctor/repair.ts'
export type { DiagnoseOptions } from './doctor/diagnose-options.ts'
export type {
  BadFinding,
  Cause,
  CheckName,
  Diagnosis,
  Finding,
  PassedFinding,
  SkippedFinding,
  Support,
} from './doctor/diagnosis.ts'
export type { Repair, RepairOptions } from './doctor/repair.ts'

// What they report, and how they fail
export { isSetupError, SetupError } from './setup-error.ts'
export type { SetupAction, SetupOptions } from './progress.ts'
export type { SetupErrorCode, SetupErrorDetails } from './setup-error.ts'
