import type { DescribedOperation, OperationName } from '../routes/described-operation.ts'
import { type FaultName, namedFaults, type NamedFault } from './fault-names.ts'

/** A table, as a generated one is; or its entity set. */
export type TableName = string | { readonly entitySet: string }

/** Says when a fault happens. Without any of it the next request fails, whatever it is. */
export interface FaultRule {
  /** Only on this operation, on this table. */
  on(operation: OperationName, table?: TableName): FaultRule
  /** So many times. Default 1. */
  times(count: number): FaultRule
  /** Every time, until the fake is reset or the rule stopped. */
  always(): FaultRule
  /** Only after so many that it would have been about. */
  after(count: number): FaultRule
  /** Seconds of `Retry-After`. Default: 2 for the service protection limits, none for others. */
  retryAfter(seconds: number): FaultRule
  /** From now on it does not happen any more. */
  stop(): void
}

/** A fault that happens to a request. */
interface DueFault {
  readonly name: FaultName
  readonly fault: NamedFault
}

/** Faults that wait for requests. */
export interface FaultPlan {
  fail(name: FaultName): FaultRule
  /** The fault of a request, counted down. An operation of a batch cannot lose a connection of its own. */
  take(request: DescribedOperation | undefined, within: 'request' | 'batch'): DueFault | undefined
  reset(): void
  fork(): FaultPlan
}

interface Rule {
  readonly name: FaultName
  operation: OperationName | undefined
  table: string | undefined
  left: number
  skip: number
  retryAfter: number | undefined
}

export function createFaultPlan(before: readonly Rule[] = []): FaultPlan {
  let rules = before.map((rule) => ({ ...rule }))
  return {
    fail(name) {
      if (!Object.hasOwn(namedFaults, name)) {
        throw new TypeError(`fail: there is no fault '${name}'. There are ${Object.keys(namedFaults).join(', ')}.`)
      }
      const rule: Rule = {
        name,
        operation: undefined,
        table: undefined,
        left: 1,
        skip: 0,
        retryAfter: undefined,
      }
      rules.push(rule)
      return handleOf(rule, () => {
        rules = rules.filter((one) => one !== rule)
      })
    },
    take(request, within) {
      for (const rule of rules) {
        if (rule.left === 0 || !isAbout(rule, request)) continue
        const fault: NamedFault = namedFaults[rule.name]
        if (within === 'batch' && fault.kind === 'connection') continue
        if (rule.skip > 0) {
          rule.skip -= 1
          continue
        }
        rule.left -= 1
        return { name: rule.name, fault: withRetryAfter(fault, rule.retryAfter) }
      }
      return undefined
    },
    reset() {
      rules = []
    },
    fork: () => createFaultPlan(rules),
  }
}

function handleOf(rule: Rule, stop: () => void): FaultRule {
  const handle: FaultRule = {
    on(operation, table) {
      rule.operation = operation
      rule.table = typeof table === 'object' ? table.entitySet : table
      return handle
    },
    times(count) {
      rule.left = wholeNumber('times', count)
      return handle
    },
    always() {
      rule.left = Infinity
      return handle
    },
    after(count) {
      rule.skip = wholeNumber('after', count)
      return handle
    },
    retryAfter(seconds) {
      rule.retryAfter = seconds
      return handle
    },
    stop,
  }
  return handle
}

function wholeNumber(name: string, value: number): number {
  if (Number.isInteger(value) && value >= 0) return value
  throw new RangeError(`${name}: expected a whole number that is not negative, got ${value}.`)
}

const isAbout = ({ operation, table }: Rule, request: DescribedOperation | undefined): boolean =>
  (operation === undefined || operation === request?.operation) && (table === undefined || table === request?.table)

const withRetryAfter = (fault: NamedFault, retryAfter: number | undefined): NamedFault =>
  fault.kind === 'answer' && retryAfter !== undefined ? { ...fault, retryAfter } : fault
