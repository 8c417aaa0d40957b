import type { ServiceProtectionLimits } from '../src/index.ts'

/** One fact about the Web API, as a request and what its answer is. Plain data: JSON holds all of it. */
export interface ConformanceCase {
  /** Unique, and the same for ever. */
  readonly id: string
  /** Group for reports. */
  readonly area: string
  /** How the fact is known. */
  readonly trust: Trust
  /** Where it is known from: a page below `powerapps-docs/developer/data-platform/`, an issue, a sample. */
  readonly source: string
  /** What is shown, as a statement. */
  readonly fact: string
  /** Service protection limits that the caller is held to from the start. */
  readonly limits?: ServiceProtectionLimits
  /** Rows that are there first. */
  readonly rows?: readonly { readonly set: string; readonly body: object }[]
  /** Requests that come first, after the rows; each has to succeed unless it says what it answers. */
  readonly setup?: readonly Step[]
  readonly request: Step
  readonly expect: Expectation
  /** Why the case cannot be run against a live environment; absent where it can. */
  readonly notLive?: string
}

/**
 * `documented`: stated or shown there. `observed`: seen in answers of real services, or relied on by real clients.
 * `disputed`: sources say different things or nothing; the case is what the fake has chosen.
 */
export type Trust = 'documented' | 'observed' | 'disputed'

/**
 * A request. `{{name}}` is replaced: `{{origin}}`, `{{root}}`, `{{tag}}` (a text of this run alone), `{{id1}}` to `{{id9}}` (new
 * GUIDs), names of the door, and what was captured.
 */
export interface Step {
  readonly method: string
  /** Below the service root, as it goes on the wire; or a whole URL. */
  readonly path: string
  /** `null` takes a usual header away. */
  readonly headers?: Readonly<Record<string, string | null>>
  /** An object is sent as JSON, text as it is. */
  readonly body?: unknown
  /** Name to `header:<Name>`, `guid:<Name>` (the last GUID in it), `match:<Name>:<pattern>` (its first group) or `json:<JSON Pointer>`. */
  readonly capture?: Readonly<Record<string, string>>
  readonly expectStatus?: number | readonly number[]
}

/** What an answer has to be; see the README for the matchers. */
export interface Expectation {
  readonly status?: number | readonly number[]
  readonly headers?: Readonly<Record<string, unknown>>
  readonly json?: unknown
  /** JSON Pointers that have to be absent. */
  readonly jsonAbsent?: readonly string[]
  /** Patterns that the body has to match. */
  readonly text?: readonly string[]
  /** Of the answer to a batch, change sets flattened. */
  readonly parts?: readonly PartExpectation[]
}

export interface PartExpectation {
  readonly status?: number | readonly number[]
  readonly headers?: Readonly<Record<string, unknown>>
  readonly json?: unknown
  readonly contentId?: string
}
