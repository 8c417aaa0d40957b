import { requireMiscellaneous } from '../access/require-miscellaneous.ts'
import { validation } from '../fault.ts'
import { isGuid } from '../query/literal-value.ts'
import { complexAnswer } from '../operations/complex-answer.ts'
import type { Invocation } from '../operations/invocation.ts'
import { type Answer, noContent } from '../response/answer.ts'
import { isObject } from '../write/payload.ts'
import type { CustomApi, CustomApiType } from './custom-api.ts'
import { parameterType } from './custom-api-model.ts'
import { pluginHost } from './plugin-service.ts'
import { guard } from './guard.ts'
import { runPlugins } from './run-plugins.ts'

/** Whether a JSON value is of a type of parameters. */
const fits: Readonly<Record<CustomApiType, (value: unknown) => boolean>> = {
  Boolean: (value) => typeof value === 'boolean',
  DateTime: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
  Decimal: isNumber,
  Entity: isObject,
  EntityCollection: (value) => Array.isArray(value) && value.every(isObject),
  EntityReference: isObject,
  Float: isNumber,
  Guid: (value) => typeof value === 'string' && isGuid(value),
  Integer: (value) => isNumber(value) && Number.isInteger(Number(value)),
  Money: isNumber,
  Picklist: (value) => isNumber(value) && Number.isInteger(Number(value)),
  String: (value) => typeof value === 'string',
  StringArray: (value) => Array.isArray(value) && value.every((one) => typeof one === 'string'),
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && value !== '' && !Number.isNaN(Number(value)))
}

const numeric: ReadonlySet<CustomApiType> = new Set(['Decimal', 'Float', 'Integer', 'Money', 'Picklist'])

/** Functions tell numbers as text of the URL. */
function readParameters(api: CustomApi, given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const declared = api.parameters ?? {}
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(declared, name) && !name.includes('@'))
  if (unknown !== undefined) {
    throw validation(
      '0x80048d19',
      `The parameter '${unknown}' in the request payload is not a valid parameter for the operation '${api.uniqueName}'.`,
    )
  }
  const found: Record<string, unknown> = {}
  for (const [name, said] of Object.entries(declared)) {
    const { type, optional } = parameterType(said)
    const value = (Object.hasOwn(given, name) ? given[name] : undefined) ?? null
    if (value === null) {
      if (optional) continue
      throw validation('0x80040203', `Expected non-empty value for parameter '${name}' of '${api.uniqueName}'.`)
    }
    if (!fits[type](value)) {
      throw validation(
        '0x80048d19',
        `Cannot convert the value of the parameter '${name}' of '${api.uniqueName}' to ${type}.`,
      )
    }
    found[name] = numeric.has(type) ? Number(value) : value
  }
  return found
}

/** What a Custom API answers, with the plug-ins around it. @throws Fault for what it refuses */
export function callCustomApi(api: CustomApi, { exchange, parameters, bound }: Invocation): Record<string, unknown> {
  const { executePrivilege } = api
  if (executePrivilege !== undefined)
    requireMiscellaneous(exchange.scan.access, exchange.caller.userId, executePrivilege)
  const target = readParameters(api, parameters)
  const id = bound?.row ? String(bound.row[bound.table.key]) : undefined
  const output: Record<string, unknown> = {}
  const operation = {
    message: api.uniqueName,
    ...(bound ? { table: bound.table } : {}),
    id: id ?? '',
    target,
    output,
    sharedVariables: {},
  }
  runPlugins(exchange, 'preValidation', operation)
  exchange.organization.store.transaction(() => {
    runPlugins(exchange, 'preOperation', operation)
    const answered = guard(api.uniqueName, () =>
      api.run({
        parameters: target,
        id,
        userId: exchange.caller.userId,
        depth: exchange.depth ?? 1,
        service: pluginHost.service(exchange),
        systemService: pluginHost.systemService(exchange),
      }),
    )
    const stray = Object.keys(answered ?? {}).find((name) => !Object.hasOwn(api.response ?? {}, name))
    if (stray !== undefined) {
      throw new TypeError(`customApis: '${api.uniqueName}' answered '${stray}', which its response does not have.`)
    }
    Object.assign(output, answered)
    runPlugins(exchange, 'postOperation', operation)
  })
  return output
}

/** Answers a call of a Custom API. */
export function runCustomApi(api: CustomApi, invocation: Invocation): Answer {
  const output = callCustomApi(api, invocation)
  return api.response ? complexAnswer(invocation.exchange, `${api.uniqueName}Response`, output) : noContent()
}
