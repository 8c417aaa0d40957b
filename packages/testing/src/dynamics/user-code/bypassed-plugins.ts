import { Depth } from '../access/access.ts'
import { Fault } from '../fault.ts'
import type { PluginMode } from './plugin.ts'

/**
 * Which plug-ins a request passes by: `MSCRM.BypassBusinessLogicExecution: CustomSync,CustomAsync`, or the older
 * `MSCRM.BypassCustomPluginExecution: true` for synchronous ones.
 *
 * @throws Fault 403 without the privilege for it
 */
export function bypassedPlugins(
  headers: Headers,
  depth: (privilege: string) => number,
  userId: string,
): ReadonlySet<PluginMode> {
  const bypassed = new Set<PluginMode>()
  const require = (privilege: string, mode: PluginMode): void => {
    if (depth(privilege) === Depth.none)
      throw new Fault(
        403,
        '0x80040299',
        `CrmCheckPrivilege failed. Returned hr = -2147220839 on UserId: ${userId} and Privilege: ${privilege}`,
      )
    bypassed.add(mode)
  }
  if (headers.get('MSCRM.BypassCustomPluginExecution')?.toLowerCase() === 'true')
    require('prvBypassCustomPlugins', 'synchronous')
  const logic = headers.get('MSCRM.BypassBusinessLogicExecution') ?? ''
  if (/\bCustomSync\b/.test(logic)) require('prvBypassCustomBusinessLogic', 'synchronous')
  if (/\bCustomAsync\b/.test(logic)) require('prvBypassCustomBusinessLogic', 'asynchronous')
  return bypassed
}
