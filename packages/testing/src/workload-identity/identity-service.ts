import type { Tenant } from '../world/directory.ts'
import type { Service, World } from '../world/world.ts'
import { placeOf } from './addresses.ts'
import { HOST_RULES } from './managed-identity-request.ts'
import { answerManagedIdentity } from './managed-identity-service.ts'
import type { ManagedIdentityStore } from './managed-identity.ts'
import type { Workloads } from './workload-identity.ts'

/** Everything that programs without a secret ask for tokens, behind one service. */
export function createIdentityService(
  world: World,
  tenant: Tenant,
  store: ManagedIdentityStore,
  workloads: Workloads,
): Service {
  return async (call) => {
    const address = placeOf(call.base, call.path)
    if (!address) return Response.json({ message: 'Not found.' }, { status: 404 })
    if (Object.hasOwn(HOST_RULES, address.place)) return answerManagedIdentity(world, tenant, store, address, call)
    return workloads.answer(address, call)
  }
}
