import type { Access } from '../access/access.ts'
import { requireMiscellaneous } from '../access/require-miscellaneous.ts'
import type { PluginMode } from './plugin.ts'

/**
 * Which plug-ins a request passes by: `MSCRM.BypassBusinessLogicExecution: CustomSync,CustomAsync`, or the older
 * `MSCRM.BypassCustomPluginExecution: true` for synchronous ones.
 *
 * @throws Fault 403 without the privilege for it
 */
export function bypassedPlugins(headers: Headers, access: Access, userId: string): ReadonlySet<PluginMode> {
  const bypassed = new Set<PluginMode>()
  const bypass = (privilege: string, mode: PluginMode): void => {
    requireMiscellaneous(access, userId, privilege)
    bypassed.add(mode)
  }
  if (headers.get('MSCRM.BypassCustomPluginExecution')?.toLowerCase() === 'true')
    bypass('prvBypassCustomPlugins', 'synchronous')
  const logic = headers.get('MSCRM.BypassBusinessLogicExecution') ?? ''
  if (/\bCustomSync\b/.test(logic)) bypass('prvBypassCustomBusinessLogic', 'synchronous')
  if (/\bCustomAsync\b/.test(logic)) bypass('prvBypassCustomBusinessLogic', 'asynchronous')
  return bypassed
}
