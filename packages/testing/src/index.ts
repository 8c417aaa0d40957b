export { createFakeDynamics } from './create-fake-dynamics.ts'
export type {
  FakeDynamics,
  FakeDynamicsOptions,
  FakeSnapshot,
  NamedUserOptions,
  OtherTenantSnapshot,
} from './fake/fake-dynamics.ts'
export type { Throttle, Trouble } from './fake/trouble.ts'
export type { FakeEnvironment, OtherEnvironmentOptions, OtherEnvironmentSnapshot } from './fake/environments.ts'
export type { FederatedCredentialOptions } from './fake/federate.ts'

// Tenants, and who is in them
export type { FakeTenant } from './fake/fake-tenant.ts'
export type { NewTenantOptions } from './fake/new-tenant.ts'
export type {
  FakeWorld,
  WorldApp,
  WorldCredential,
  WorldEnvironment,
  WorldPermission,
  WorldTenant,
  WorldUser,
} from './fake/fake-world.ts'
export type { EnvironmentMember } from './world/listed-environment.ts'

// Who calls, and what they may do
export type { Caller, FakeConnection, FakeCredential } from './fake/connection.ts'
export type {
  BusinessUnitDefinition,
  PrivilegeDepth,
  RoleDefinition,
  SecurityOptions,
  TableAction,
  TeamDefinition,
  UserPlace,
} from './dynamics/access/security-options.ts'

// Writing down what a fake holds: see `@dynamics-kit/testing/journal`
export type { FakeChanges, Journal, WrittenWorld } from './journal/journal.ts'

// Apps and time
export { createClock } from './world/clock.ts'
export type { Clock } from './world/clock.ts'
export type { FakeApp, FakeServicePrincipal, ServicePrincipalOptions } from './world/app-registry.ts'
export type { AppOptions } from './world/new-app.ts'
export type { FakeUser, UserOptions } from './world/user-registry.ts'
export type { DirectoryRole } from './world/directory-role.ts'
export type { Seed } from './dynamics/environment.ts'
export type { AnsweredRows } from './dynamics/answered-rows.ts'

// Rows
export type { FakeRows, OwnerOption, References } from './rows/fake-rows.ts'
export { defaultsOf } from './rows/row-defaults.ts'
export type { RowContext, RowDefaults } from './rows/row-defaults.ts'

// Doors
export type { Fetch } from './doors/fetch-door.ts'
export type { ListeningFake, ListenOptions } from './doors/listen.ts'
export { EmulatorError, isEmulatorError } from './doors/emulator-error.ts'
export type { EmulatorErrorCode } from './doors/emulator-error.ts'

// What was asked
export type { RecordedRequest } from './doors/request-log.ts'
export type { ExpectedRequest } from './requests/expected-request.ts'
export { matchers } from './requests/matchers.ts'
export { assertReceived } from './requests/received.ts'
export type { Receiver } from './requests/received.ts'
export type { ServiceName } from './doors/mount.ts'

// Why an answer is what it is
export type { AskedRequest } from './dynamics/explain/asked-request.ts'
export type { ExplainOptions } from './dynamics/explain/explain.ts'
export type {
  ExplainedCaller,
  ExplainedColumn,
  ExplainedPrivilege,
  ExplainedRefusal,
  ExplainedRole,
  ExplainedRow,
  ExplainedStep,
  Explanation,
} from './dynamics/explain/explanation.ts'
export type { DepthName } from './dynamics/explain/depth-name.ts'

// Trouble on demand
export { planFault } from './fake/plan-fault.ts'
export type { FaultEntry } from './fake/plan-fault.ts'
export { faultNames } from './dynamics/door/fault-names.ts'
export type { FaultName } from './dynamics/door/fault-names.ts'
export type { FaultRule, TableName, WaitingFault } from './dynamics/door/fault-plan.ts'
export { operationNames } from './dynamics/routes/described-operation.ts'
export type { OperationName } from './dynamics/routes/described-operation.ts'
export type { Entra, EntraSwitches } from './entra/entra-service.ts'
export type { ConditionalAccess } from './entra/conditional-access.ts'
export type { EntraFault } from './entra/faults.ts'
export type { AadstsCode } from './entra/aadsts.ts'
export type { ServiceProtectionLimits, ThrottleOptions } from './dynamics/environment.ts'
export type { UserUsage } from './dynamics/door/service-protection.ts'

export type { PowerPlatformSwitches } from './power-platform/power-platform-service.ts'
export type { SystemJobSwitches } from './dynamics/jobs/system-job.ts'

// Code of one's own
export { PluginExecutionError } from './dynamics/user-code/plugin.ts'
export type {
  Plugin,
  PluginContext,
  PluginMode,
  PluginService,
  PluginStage,
  RowImage,
} from './dynamics/user-code/plugin.ts'
export type { CustomApi, CustomApiContext, CustomApiType } from './dynamics/user-code/custom-api.ts'

// Identities without a secret
export type {
  FakeManagedIdentity,
  ManagedIdentities,
  ManagedIdentityEnvironmentOptions,
  ManagedIdentityHost,
  ManagedIdentityOptions,
} from './workload-identity/managed-identity.ts'
export type {
  AzurePipelinesJobOptions,
  FakePod,
  FakeWorkload,
  GitHubJobOptions,
  KubernetesPodOptions,
  PlacedAt,
  WorkloadIdentity,
} from './workload-identity/workload-identity.ts'
export type { TokenIssuer } from './world/world.ts'
