import { Fault } from '../fault.ts'

/** What the service says of SQL that it does not take. Its texts are documented nowhere. */
export const badSql = (message: string): Fault => new Fault(400, '0x80040203', `The SQL query is not valid: ${message}`)
