import { type DescribedOperation, type OperationName, operationNames } from '../routes/described-operation.ts'
import { type FaultName, namedFaults, type NamedFault } from './fault-names.ts'

/** A table, as a generated one is; or its entity set. */
export type TableName = string | { readonly entitySet: string }

/** Says when a fault happens. Without any of it the next request fails, whatever it is. */
export interface FaultRule {
  /**
   * Only on this operation, on this table; of a `call`, only of this function or action: `on('call', 'WhoAmI')`.
   *
   * @throws {TypeError} for an operation that is none, and for what the environment does not have.
   */
  on(operation: OperationName, table?: TableName): FaultRule
  /** So many times. Default 1. */
  times(count: number): FaultRule
  /** Every time, until the fake is reset or the rule stopped. */
  always(): FaultRule
  /** Only after so many that it would have been about. */
  after(count: number): FaultRule
  /**
   * Seconds of `Retry-After`. Default: 2 for the service protection limits, none for others.
   *
   * @throws {RangeError} for a number that is no whole one, or negative.
   * @throws {TypeError} for a fault that is no answer.
   */
  retryAfter(seconds: number): FaultRule
  /** From now on it does not happen any more. */
  stop(): void
}

/** A fault that waits for its request. */
export interface WaitingFault {
  readonly name: FaultName
  /** Absent: any. */
  readonly operation?: OperationName
  /** Entity set; of a call, the function or action. Absent: any. */
  readonly table?: string
  /** How many times it is still to happen; `Infinity` for always. */
  readonly left: number
  /** How many requests that it would be about go by before. */
  readonly after: number
  /** Seconds of `Retry-After`, where other ones were asked for than the fault has. */
  readonly retryAfter?: number
  /** From now on it does not happen any more. */
  stop(): void
}

/** What an environment has, by name. */
interface EnvironmentNames {
  isSet(name: string): boolean
  /** Functions and actions, without namespace. */
  isOperation(name: string): boolean
}

/** A fault that happens to a request. */
interface DueFault {
  readonly name: FaultName
  readonly fault: NamedFault
}

/** Faults that wait for requests. */
export interface FaultPlan {
  fail(name: FaultName, names: EnvironmentNames): FaultRule
  waiting(): readonly WaitingFault[]
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
  const stop = (rule: Rule): void => {
    rules = rules.filter((one) => one !== rule)
  }
  return {
    fail(name, names) {
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
      return handleOf(rule, names, () => stop(rule))
    },
    waiting: () => rules.filter(({ left }) => left > 0).map((rule) => waitingOf(rule, () => stop(rule))),
    take(request, within) {
      for (const rule of rules) {
        if (rule.left === 0 || !isAbout(rule, request)) continue
        const fault: NamedFault = namedFaults[rule.name]
        // What is about any request is about the batch as a whole.
        if (within === 'batch' && (fault.kind === 'connection' || rule.operation === undefined)) continue
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

const waitingOf = ({ name, operation, table, left, skip, retryAfter }: Rule, stop: () => void): WaitingFault => ({
  name,
  ...(operation !== undefined && { operation }),
  ...(table !== undefined && { table }),
  left,
  after: skip,
  ...(retryAfter !== undefined && { retryAfter }),
  stop,
})

function handleOf(rule: Rule, { isSet, isOperation }: EnvironmentNames, stop: () => void): FaultRule {
  const handle: FaultRule = {
    on(operation, table) {
      const set = typeof table === 'object' ? table.entitySet : table
      if (!operationNames.includes(operation))
        throw new TypeError(`on: there is no operation '${operation}'. There are ${operationNames.join(', ')}.`)
      const isCalled = operation === 'call' && set !== undefined && isOperation(set)
      if (set !== undefined && !isSet(set) && !isCalled)
        throw new TypeError(
          `on: there is no entity set '${set}'; tables are named in the plural, like 'accounts'${operation === 'call' ? ', functions and actions without their namespace' : ''}.`,
        )
      rule.operation = operation
      rule.table = set
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
      if (namedFaults[rule.name].kind === 'connection')
        throw new TypeError(`retryAfter: '${rule.name}' ends the connection, and no answer carries a Retry-After.`)
      rule.retryAfter = wholeNumber('retryAfter', seconds)
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
  (operation === undefined || operation === request?.operation) &&
  (table === undefined || table === request?.table || (operation === 'call' && table === request?.name))

const withRetryAfter = (fault: NamedFault, retryAfter: number | undefined): NamedFault =>
  fault.kind === 'answer' && retryAfter !== undefined ? { ...fault, retryAfter } : fault
