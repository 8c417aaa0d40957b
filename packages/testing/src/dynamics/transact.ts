import type { Organization } from './organization.ts'

/** Runs `work`; if it throws, rows, tombstones and definitions are what they were. Row versions go on, as in a database. */
export function transact<Result>({ schema, history, store }: Organization, work: () => Result): Result {
  const { model } = schema
  const before = history.snapshot()
  try {
    return store.transaction(work)
  } catch (error) {
    if (schema.model !== model) schema.change(model)
    history.restore(before)
    throw error
  }
}
