import { Depth } from '../../access/access.ts'
import type { Exchange } from '../../exchange.ts'
import { Fault } from '../../fault.ts'

export type CustomizationPrivilege =
  | 'prvCreateEntity'
  | 'prvWriteEntity'
  | 'prvDeleteEntity'
  | 'prvCreateAttribute'
  | 'prvWriteAttribute'
  | 'prvDeleteAttribute'
  | 'prvCreateRelationship'
  | 'prvWriteRelationship'
  | 'prvDeleteRelationship'
  | 'prvCreateOptionSet'
  | 'prvWriteOptionSet'
  | 'prvDeleteOptionSet'
  | 'prvPublishCustomization'

/** @throws Fault 403 when no role of the caller has the privilege */
export function requireCustomizer({ scan }: Exchange, privilege: CustomizationPrivilege): void {
  if (scan.access.depth(privilege) !== Depth.none) return
  throw new Fault(
    403,
    '0x80040220',
    `SecLib::CheckPrivilege failed. User: ${scan.userId}, PrivilegeName: ${privilege}, PrivilegeDepth: Global, BusinessUnitId: ${scan.businessUnitId}`,
  )
}
