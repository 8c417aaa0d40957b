import type { EntityReference } from '@dynamics-kit/odata'
import type { DynamicsError } from '../errors/dynamics-error.ts'

/** Carries the type of a result; never present at run time. */
declare const result: unique symbol

/** One operation of a batch, or a change set: what the functions of a {@link BatchBuilder} give. */
export interface BatchItem<Result = unknown> {
  readonly [result]?: Result
}

/** An operation of a change set that creates a row. */
export interface CreatedItem<Result, Target extends string> extends BatchItem<Result> {
  /**
   * Stands for the new row in later operations of the same change set: `$1` on the wire. It goes wherever the row’s id would, into
   * lookups, and of tables known by name into `'primarycontactid@odata.bind'`.
   */
  readonly reference: EntityReference<Target>
}

/** What became of one item. `skipped`: an earlier item failed, so the service did not begin this one. */
export type BatchResult<Result> =
  | { readonly status: 'succeeded'; readonly value: Result }
  | { readonly status: 'failed'; readonly error: DynamicsError }
  | { readonly status: 'skipped' }

/** The results of items, slot by slot. */
export type BatchResults<Items extends readonly BatchItem[]> = {
  -readonly [Index in keyof Items]: BatchResult<ResultOf<Items[Index]>>
}

/** What became of one item of many, with its place among them. */
export type StreamedBatchResult<Item extends BatchItem> = BatchResult<ResultOf<Item>> & {
  /** From 0. */
  readonly index: number
}

/** The values of a change set, slot by slot. */
export type ChangeSetValues<Items extends readonly BatchItem[]> = {
  -readonly [Index in keyof Items]: ResultOf<Items[Index]>
}

type ResultOf<Item> = Item extends { readonly [result]?: infer Result } ? Exclude<Result, undefined> : never
