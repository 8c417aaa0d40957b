import type { Actor } from '../exchange.ts'
import { Fault } from '../fault.ts'
import type { Table } from '../schema/table.ts'
import { imageOf } from './row-image.ts'
import { enqueueStep } from './async-step.ts'
import { runPlugin } from './run-plugin.ts'
import type { Plugin, PluginStage } from './plugin.ts'

/** An operation on its way through the plug-ins. */
export interface Operation {
  readonly message: string
  readonly table?: Table
  readonly id: string
  readonly target: Record<string, unknown>
  readonly output?: Record<string, unknown>
  /** The row before it, for updates and deletes. */
  readonly before?: Readonly<Record<string, string | number | boolean | null>> | undefined
  readonly sharedVariables: Record<string, unknown>
}

/** Deepest that plug-ins can call plug-ins. */
const maximumDepth = 8

/** Whether anything would run: bodies are copied only then. */
export const hasPlugins = (actor: Actor, message: string): boolean =>
  actor.pluginHost !== undefined && actor.organization.plugins.some((plugin) => plugin.message === message)

/** Runs the plug-ins of a stage, in their order. @throws Fault for what a plug-in throws */
export function runPlugins(actor: Actor, stage: PluginStage, operation: Operation): void {
  if (!hasPlugins(actor, operation.message)) return
  const due = actor.organization.plugins
    .filter((plugin) => plugin.stage === stage && isMeant(plugin, operation) && !isBypassed(actor, plugin))
    .toSorted((left, right) => (left.rank ?? 1) - (right.rank ?? 1))
  if (due.length > 0 && (actor.depth ?? 1) > maximumDepth) {
    throw new Fault(
      400,
      '0x80044182',
      'This workflow job was canceled because the workflow that started it included an infinite loop. Correct the workflow logic and try again. For information about workflow logic, see Help.',
    )
  }
  for (const plugin of due) {
    if (plugin.mode === 'asynchronous') enqueueStep(actor, operation, plugin)
    else runOne(actor, stage, operation, plugin)
  }
}

const isBypassed = ({ bypassed }: Actor, { mode = 'synchronous' }: Plugin): boolean => bypassed?.has(mode) === true

function isMeant(plugin: Plugin, { message, table, target }: Operation): boolean {
  if (plugin.message !== message) return false
  if (plugin.table !== undefined && plugin.table !== table?.name) return false
  if (message !== 'Update' || plugin.filteringColumns === undefined) return true
  const sent = new Set(Object.keys(target).map((name) => name.replace(/@odata\.bind$/, '').toLowerCase()))
  return plugin.filteringColumns.some(
    (name) =>
      sent.has(name) ||
      [...sent].some((one) => one.startsWith(`${name}_`) && table?.attributes.get(name)?.type === 'lookup'),
  )
}

function runOne(actor: Actor, stage: PluginStage, operation: Operation, plugin: Plugin): void {
  const { message, table, id, target, output = {}, before, sharedVariables } = operation
  const after = table && stage === 'postOperation' ? actor.organization.store.of(table).get(id) : undefined
  runPlugin(actor, plugin, {
    message,
    stage,
    table: table?.name ?? '',
    id,
    target,
    preImage: before && plugin.preImage ? imageOf(before, plugin.preImage) : undefined,
    postImage: after && plugin.postImage ? imageOf(after, plugin.postImage) : undefined,
    output,
    sharedVariables,
    initiatingUserId: actor.caller.actualUserId,
  })
}
