import { enqueueJob, operationType } from '../jobs/system-job.ts'
import type { Actor } from '../exchange.ts'
import type { Plugin, RowImage } from './plugin.ts'
import type { Operation } from './run-plugins.ts'
import { pluginName } from './guard.ts'
import { imageOf } from './row-image.ts'
import { runPlugin } from './run-plugin.ts'

/** An asynchronous plug-in that is due, with all that it is told: it runs when the operation is long over. */
export interface AsyncStep {
  /** Where it stands among the plug-ins of the environment. */
  readonly plugin: number
  readonly message: string
  readonly table: string
  readonly id: string
  readonly target: Record<string, unknown>
  readonly preImage: RowImage | null
  readonly postImage: RowImage | null
  readonly output: Record<string, unknown>
  readonly sharedVariables: Record<string, unknown>
  readonly initiatingUserId: string
}

/** Lets a plug-in run as a system job. */
export function enqueueStep(actor: Actor, operation: Operation, plugin: Plugin): void {
  const { message, table, id, target, before, output = {}, sharedVariables } = operation
  const after = table && actor.organization.store.of(table).get(id)
  const step: AsyncStep = {
    plugin: actor.organization.plugins.indexOf(plugin),
    message,
    table: table?.name ?? '',
    id,
    target,
    preImage: before && plugin.preImage ? imageOf(before, plugin.preImage) : null,
    postImage: after && plugin.postImage ? imageOf(after, plugin.postImage) : null,
    output,
    sharedVariables,
    initiatingUserId: actor.caller.actualUserId,
  }
  enqueueJob(actor, {
    name: pluginName(plugin),
    operationType: operationType.systemEvent,
    data: step,
    cells: { messagename: message, primaryentitytype: table?.name ?? null },
  })
}

/** @throws Fault for what the plug-in throws */
export function runAsyncStep(actor: Actor, step: AsyncStep): void {
  const plugin = actor.organization.plugins[step.plugin]
  if (!plugin) return
  const { plugin: _index, preImage, postImage, ...told } = step
  runPlugin(actor, plugin, {
    ...told,
    stage: 'postOperation',
    preImage: preImage ?? undefined,
    postImage: postImage ?? undefined,
  })
}
