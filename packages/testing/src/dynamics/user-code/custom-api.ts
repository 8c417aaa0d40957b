import type { PluginService } from './plugin.ts'

/** Types of parameters and of properties of the answer. */
export type CustomApiType =
  | 'Boolean'
  | 'DateTime'
  | 'Decimal'
  | 'Entity'
  | 'EntityCollection'
  | 'EntityReference'
  | 'Float'
  | 'Guid'
  | 'Integer'
  | 'Money'
  | 'Picklist'
  | 'String'
  | 'StringArray'

/** What a Custom API is told. */
export interface CustomApiContext {
  readonly parameters: Readonly<Record<string, unknown>>
  /** Key of the row that it is called on. */
  readonly id: string | undefined
  readonly userId: string
  readonly depth: number
  /** Acts as the user. */
  readonly service: PluginService
  /** Acts as the system. */
  readonly systemService: PluginService
}

/**
 * An operation of one's own: `POST {root}/sample_Double`, or GET for a function.
 *
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/custom-api
 */
export interface CustomApi {
  /** With the prefix of a publisher: `sample_Double`. */
  readonly uniqueName: string
  /** Called with GET, and changes nothing. Default `false` */
  readonly isFunction?: boolean
  /** Logical name of the table that it is called on a row of. Absent: it is not bound. */
  readonly boundTo?: string
  /** Called on the table, not on a row of it. Default `false` */
  readonly boundToCollection?: boolean
  /** Name to type; with `?` behind it where it may be left out. */
  readonly parameters?: Readonly<Record<string, CustomApiType | `${CustomApiType}?`>>
  /** Name to type of what it answers. */
  readonly response?: Readonly<Record<string, CustomApiType>>
  /** The privilege that callers need, `prvReadAccount`. */
  readonly executePrivilege?: string
  /** Answers the properties of the response. Has to be done when it returns: a promise is refused. */
  run(context: CustomApiContext): Readonly<Record<string, unknown>> | void
}
