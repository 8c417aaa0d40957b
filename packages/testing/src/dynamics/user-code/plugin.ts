import type { Value } from '../store/row.ts'

/** When a plug-in runs: before the transaction, in it before the row is written, or in it afterwards. */
export type PluginStage = 'preValidation' | 'preOperation' | 'postOperation'

/** Whether a plug-in runs with its operation, or as a system job behind it. */
export type PluginMode = 'synchronous' | 'asynchronous'

/** Columns of a row, by property name: `name`, `_primarycontactid_value`. */
export type RowImage = Readonly<Record<string, Value>>

/** What a plug-in can ask the environment for; everything belongs to the transaction of the request. */
export interface PluginService {
  /** Creates a row. @returns its key */
  create(table: string, columns: Readonly<Record<string, unknown>>): string
  /** Changes columns of a row. */
  update(table: string, id: string, columns: Readonly<Record<string, unknown>>): void
  /** Deletes a row. */
  delete(table: string, id: string): void
  /** The row, or undefined where it is not there or not to be read. */
  retrieve(table: string, id: string): RowImage | undefined
  /** The rows that a FetchXML query finds, as the caller may read them. */
  fetch(fetchXml: string): readonly RowImage[]
}

/** What a plug-in is told, and what it can change. */
export interface PluginContext {
  /** `Create`, `Update`, `Delete`, or the unique name of a Custom API. */
  readonly message: string
  readonly stage: PluginStage
  /** Logical name; empty for an unbound Custom API. */
  readonly table: string
  /** Key of the row; empty before a create has made one. */
  readonly id: string
  /**
   * What was sent: columns and `x@odata.bind` of a create or update, parameters of a Custom API; empty for a delete. What is changed
   * here before the operation is what happens.
   */
  readonly target: Record<string, unknown>
  /** Columns asked for with `preImage`, as they were. */
  readonly preImage: RowImage | undefined
  /** Columns asked for with `postImage`, as they are. */
  readonly postImage: RowImage | undefined
  /** What a Custom API answers, after it. */
  readonly output: Record<string, unknown>
  /** Shared by the plug-ins of one operation. */
  readonly sharedVariables: Record<string, unknown>
  /** 1 for what a request does itself, 2 for what a plug-in does, and so on up to 8. */
  readonly depth: number
  /** `systemuserid` that the operation happens as, and of who sent the request. */
  readonly userId: string
  readonly initiatingUserId: string
  /** Acts as the user. */
  readonly service: PluginService
  /** Acts as the system: no privilege is missing. */
  readonly systemService: PluginService
}

/**
 * Code that runs with an operation, as a registered plug-in step does.
 *
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/event-framework
 */
export interface Plugin {
  /** Shown in errors. */
  readonly name?: string
  /** `Create`, `Update`, `Delete`, or the unique name of a Custom API. */
  readonly message: string
  /** Logical name; absent for all tables. */
  readonly table?: string
  readonly stage: PluginStage
  /**
   * `asynchronous`, after the operation only: it runs as a system job once the operation is answered, in a transaction of its own. What it throws
   * is in its row of `asyncoperations` and in no answer. Default `synchronous`
   */
  readonly mode?: PluginMode
  /** Order within a stage, lowest first. Default 1 */
  readonly rank?: number
  /** For updates: runs only when one of these columns is sent. */
  readonly filteringColumns?: readonly string[]
  /** Columns to be told as they were; `true` for all. Not for `Create`. */
  readonly preImage?: readonly string[] | true
  /** Columns to be told as they are; `true` for all. After the operation only, and not for `Delete`. */
  readonly postImage?: readonly string[] | true
  /** Has to be done when it returns: a promise is refused. */
  run(context: PluginContext): void
}

/** Thrown by a plug-in or Custom API to refuse: answered with 400, `0x80040265` and the message. */
export class PluginExecutionError extends Error {
  override readonly name = 'PluginExecutionError'
}
