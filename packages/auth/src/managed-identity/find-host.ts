import type { Environment } from '../environment-variable.ts'
import { appService } from './app-service.ts'
import { azureArc, type ArcMachine } from './azure-arc.ts'
import { cloudShell } from './cloud-shell.ts'
import { imds } from './imds.ts'
import { machineLearning } from './machine-learning.ts'
import { serviceFabric } from './service-fabric.ts'
import type { IdentityHost } from './token-request.ts'

/** The host that the environment speaks of. The order is that of Microsoft's libraries: some hosts share variables. */
export function findHost(environment: Environment, machine: ArcMachine): IdentityHost {
  return (
    serviceFabric(environment) ??
    appService(environment) ??
    machineLearning(environment) ??
    cloudShell(environment) ??
    azureArc(environment, machine) ??
    imds(environment)
  )
}
