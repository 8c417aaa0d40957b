import { Fault } from '../fault.ts'
import { type Access, Depth } from './access.ts'

/** Asks for a privilege that is about no table. @throws Fault 403 `0x80040299` for who does not have it */
export function requireMiscellaneous(access: Access, userId: string, privilege: string): void {
  if (access.depth(privilege) !== Depth.none) return
  throw new Fault(
    403,
    '0x80040299',
    `CrmCheckPrivilege failed. Returned hr = -2147220839 on UserId: ${userId} and Privilege: ${privilege}`,
  )
}
