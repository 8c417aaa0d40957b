import type { SetupAction } from '../progress.ts'

/** One thing that setup looks at, and what it is going to do about it. Plain JSON. */
export interface PlannedAction {
  /** Which of the four steps it belongs to: 1 app registration, 2 application user, 3 access token. */
  readonly step: 1 | 2 | 3
  /** What it is about, in a word or two: `application`, `client secret`, `security role`. */
  readonly subject: string
  /** `refused`: the administrator may not, and it goes without; `detail` says what somebody else must do. `keep`: was not made by setup, or is still needed. */
  readonly outcome: 'create' | 'update' | 'exists' | 'remove' | 'keep' | 'refused'
  /** Names and ids, never secrets. */
  readonly detail: string
  /** The right that it takes, in the service’s words; absent where nothing is changed. */
  readonly needs?: string | undefined
  /** Whether the administrator has that right; absent where only the service can tell. */
  readonly allowed?: boolean | undefined
}

/** A thing as it is, and how it becomes what it should be. */
export interface Prospect<Value> {
  readonly action: PlannedAction
  /** Absent while it is still to be made. */
  readonly value?: Value | undefined
  /** Absent where there is nothing to do. */
  readonly apply?: (() => Promise<Applied<Value>>) | undefined
}

/** What became of a prospect. */
interface Applied<Value> {
  readonly value: Value
  /** Default: that of the plan. */
  readonly detail?: string | undefined
  /** Default: what was planned. */
  readonly outcome?: SetupAction['outcome'] | undefined
}

/** What an action is called once it is done. */
export function done({ outcome }: PlannedAction): SetupAction['outcome'] {
  const past = { create: 'created', update: 'updated', remove: 'removed', keep: 'kept' } as const
  return outcome === 'exists' || outcome === 'refused' ? outcome : past[outcome]
}
