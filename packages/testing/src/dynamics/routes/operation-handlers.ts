import type { Argument } from '@dynamics-kit/odata'
import type { Exchange } from '../exchange.ts'
import { noSuchResource, unknownSegment } from '../fault.ts'
import { notModelled } from '../gaps.ts'
import { actionParameters } from '../operations/action-parameters.ts'
import { bulkMessages, runBulkMessage } from '../operations/bulk-messages.ts'
import { operationHandlers } from '../operations/operations.ts'
import { type Aliases, unaliased } from '../query/parameter-alias.ts'
import type { Answer } from '../response/answer.ts'
import { isObject } from '../write/payload.ts'
import { runInBackground } from '../user-code/background-operations.ts'
import { callCustomApi, runCustomApi } from '../user-code/run-custom-api.ts'
import type { OperationResource } from './resource.ts'

/** Calls a function (GET) or action (POST). */
export function invokeOperation(
  exchange: Exchange,
  resource: OperationResource,
  aliases: Aliases,
  body: () => unknown,
): Answer {
  const { name, bound } = resource
  const bulk = bound && !bound.row ? bulkMessages[name] : undefined
  if (bound && bulk && exchange.method === 'POST') return runBulkMessage(exchange, bound.table, bulk, body())
  const overloads = exchange.scan.schema.model.operations.get(name) ?? []
  const declared = overloads.find((operation) =>
    bound
      ? operation.isBound && bindsTo(exchange, operation.parameters[0]?.type.name, bound.table.name)
      : !operation.isBound,
  )
  if (!declared) throw bound ? unknownSegment(name) : noSuchResource(exchange.url.href)
  if ((declared.kind === 'function') !== (exchange.method === 'GET')) throw noSuchResource(exchange.url.href)
  const api = exchange.organization.customApis.find(({ uniqueName }) => uniqueName === name)
  const handler = operationHandlers[name]
  if (!handler && !api) throw notModelled('operation', name)
  const parameters =
    declared.kind === 'function'
      ? argumentValues(resource.arguments, aliases)
      : api
        ? bodyParameters(body())
        : actionParameters(declared, body())
  const invocation = { exchange, parameters, ...(bound ? { bound } : {}) }
  if (handler) return handler.run(invocation)
  if (!api) throw notModelled('operation', name)
  if (exchange.preferences.respondAsync !== true) return runCustomApi(api, invocation)
  return runInBackground(exchange, name, () => callCustomApi(api, invocation))
}

const bodyParameters = (body: unknown): Readonly<Record<string, unknown>> => (isObject(body) ? body : {})

/** Whether an operation on `declared` can be called on a row of `table`. */
function bindsTo(exchange: Exchange, declared: string | undefined, table: string): boolean {
  if (declared === table) return true
  const type = declared === undefined ? undefined : exchange.scan.schema.table(declared)
  return type?.concrete.includes(table) ?? false
}

function argumentValues(args: readonly Argument[], aliases: Aliases): Record<string, unknown> {
  return Object.fromEntries(
    args.map((argument) => {
      const value = unaliased(argument.value, aliases)
      const plain = value?.kind === 'literal' || value?.kind === 'json' ? value.value : null
      return [argument.name ?? '', plain]
    }),
  )
}
