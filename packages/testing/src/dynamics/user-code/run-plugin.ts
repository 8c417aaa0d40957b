import type { Actor } from '../exchange.ts'
import { guard, pluginName } from './guard.ts'
import type { Plugin, PluginContext } from './plugin.ts'

/** Runs one plug-in as the actor, where plug-ins run. @throws Fault for what it throws */
export function runPlugin(
  actor: Actor,
  plugin: Plugin,
  told: Omit<PluginContext, 'depth' | 'userId' | 'service' | 'systemService'>,
): void {
  const { pluginHost, depth = 1, caller } = actor
  if (!pluginHost) return
  guard(pluginName(plugin), () =>
    plugin.run({
      ...told,
      depth,
      userId: caller.userId,
      service: pluginHost.service(actor),
      systemService: pluginHost.systemService(actor),
    }),
  )
}
