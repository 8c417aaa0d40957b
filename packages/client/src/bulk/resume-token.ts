const OPERATIONS = ['create', 'update', 'upsert', 'delete'] as const

/** What a bulk operation does with its rows. */
export type BulkOperation = (typeof OPERATIONS)[number]

/** Where a bulk operation goes on. */
export interface ResumePoint {
  /** Rows from the beginning that are all done. */
  readonly position: number
  /** What the ids of new rows are counted from. */
  readonly firstId: string
}

/** `create account 300 1f0e…`: opaque to callers, readable for whoever finds it in a file. */
export function resumeToken(operation: BulkOperation, table: string, { position, firstId }: ResumePoint): string {
  return `${operation} ${table} ${position} ${firstId}`
}

const TOKEN = /^(\w+) (\w+) (\d{1,15}) ([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/

/** @throws TypeError for what is no token, or one of another operation or table. */
export function readResumeToken(token: unknown, operation: BulkOperation, table: string): ResumePoint {
  const [, ofOperation, ofTable, position, firstId] = TOKEN.exec(typeof token === 'string' ? token.trim() : '') ?? []
  if (firstId === undefined) throw new TypeError('resume: takes the text that onProgress of an earlier run was given.')
  if (ofOperation !== operation || ofTable !== table) {
    throw new TypeError(
      `resume: is of a bulk.${ofOperation} of ${ofTable}, and this is a bulk.${operation} of ${table}; give it to the same operation on the same rows.`,
    )
  }
  return { position: Number(position), firstId }
}
