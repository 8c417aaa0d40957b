import type { Actor } from '../exchange.ts'
import { Fault } from '../fault.ts'
import type { Table } from '../schema/table.ts'
import { imageOf } from './row-image.ts'
import { type Plugin, PluginExecutionError, type PluginStage } from './plugin.ts'

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
    .filter((plugin) => plugin.stage === stage && isMeant(plugin, operation))
    .toSorted((left, right) => (left.rank ?? 1) - (right.rank ?? 1))
  if (due.length > 0 && (actor.depth ?? 1) > maximumDepth) {
    throw new Fault(
      400,
      '0x80044182',
      'This workflow job was canceled because the workflow that started it included an infinite loop. Correct the workflow logic and try again. For information about workflow logic, see Help.',
    )
  }
  for (const plugin of due) runOne(actor, stage, operation, plugin)
}

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
  const { pluginHost } = actor
  if (!pluginHost) return
  const { message, table, id, target, output = {}, before, sharedVariables } = operation
  const after = table && stage === 'postOperation' ? actor.organization.store.of(table).get(id) : undefined
  guard(pluginName(plugin), () =>
    plugin.run({
      message,
      stage,
      table: table?.name ?? '',
      id,
      target,
      preImage: before && plugin.preImage ? imageOf(before, plugin.preImage) : undefined,
      postImage: after && plugin.postImage ? imageOf(after, plugin.postImage) : undefined,
      output,
      sharedVariables,
      depth: actor.depth ?? 1,
      userId: actor.caller.userId,
      initiatingUserId: actor.caller.actualUserId,
      service: pluginHost.service(actor),
      systemService: pluginHost.systemService(actor),
    }),
  )
}

const pluginName = ({ name, message, table, stage }: Plugin): string =>
  name ?? `${message} of ${table ?? 'any table'}, ${stage}`

/**
 * Runs code of the user.
 *
 * @throws Fault 400 `0x80040265` with the text of a {@link PluginExecutionError}, 500 `0x80040224` for any other error
 * @throws TypeError for a promise
 */
export function guard<Result>(name: string, work: () => Result): Result {
  let result: Result
  try {
    result = work()
  } catch (error) {
    if (error instanceof Fault) throw error
    if (error instanceof PluginExecutionError) throw new Fault(400, '0x80040265', error.message)
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    throw new Fault(
      500,
      '0x80040224',
      `An unexpected error occurred from ISV code. (ErrorType = ClientError) Unexpected exception from plug-in (Execute): ${name}: ${text}`,
    )
  }
  if (result instanceof Promise) {
    result.catch(() => undefined)
    throw new TypeError(`plugins: '${name}' returned a promise; a plug-in has to be done when it returns.`)
  }
  return result
}
