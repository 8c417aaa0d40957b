// Steps 1 and 2 in one
export { planSetup, setUp } from './plan/set-up.ts'
export type { ApplyOptions, SetupPlan } from './plan/set-up.ts'
export type { PlannedAction } from './plan/prospect.ts'
export type { AppInEnvironment, SetUpOptions } from './plan/setup-options.ts'

// How the app proves itself
export { azurePipelinesJob, gitHubJob, kubernetesPod } from './credential/trusted-job.ts'
export type { CredentialPlan } from './credential/credential-plan.ts'
export type {
  AzurePipelinesJobOptions,
  GitHubJobOptions,
  KubernetesPodOptions,
  TrustedJob,
} from './credential/trusted-job.ts'

// Where its settings are kept
export { envFile } from './settings/env-file.ts'
export type { SettingsStore } from './settings/settings-store.ts'

// Replacing a secret or certificate
export { rotate } from './rotate/rotate.ts'
export type { Rotated, RotateOptions } from './rotate/rotate.ts'

// Taking away what setup made
export { planTeardown, tearDown } from './teardown/tear-down.ts'
export type { TearDownOptions, TeardownPlan } from './teardown/tear-down.ts'

// Step 1 alone: Microsoft Entra ID
export { registerApp } from './register-app.ts'
export type { AppRegistration, AppRegistrationOptions } from './plan/setup-options.ts'
export type { ApplicationName } from './entra/application.ts'
export type { DirectoryOptions } from './entra/directory.ts'
export type { GraphClientOptions } from './entra/graph-client.ts'

// Step 2 alone: the Dynamics environment
export { addApplicationUser } from './dynamics/application-user.ts'
export { addSecurityRole } from './dynamics/security-role.ts'
export type { ApplicationUser, ApplicationUserOptions } from './dynamics/application-user.ts'
export type { SecurityRole, SecurityRoleOptions, TableAction, TableActions } from './dynamics/security-role.ts'

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
