import type { Actor } from './exchange.ts'
import { stableId } from './access/stable-id.ts'
import { insertSystemRow } from './write/system-row.ts'

interface SystemView {
  readonly name: string
  readonly table: string
  readonly isDefault?: true
  readonly columns: readonly string[]
  readonly order: string
  /** Conditions, as FetchXML. */
  readonly conditions: string
  readonly id?: string
}

const active = '<condition attribute="statecode" operator="eq" value="0"/>'
const mine = '<condition attribute="ownerid" operator="eq-userid"/>'

/** Views that every environment has. */
const systemViews: readonly SystemView[] = [
  {
    name: 'Active Accounts',
    table: 'account',
    isDefault: true,
    id: '00000000-0000-0000-00aa-000010001002',
    columns: ['name', 'primarycontactid', 'telephone1'],
    order: 'name',
    conditions: active,
  },
  {
    name: 'My Active Accounts',
    table: 'account',
    columns: ['name', 'telephone1', 'address1_city', 'primarycontactid'],
    order: 'name',
    conditions: mine + active,
  },
  {
    name: 'Active Contacts',
    table: 'contact',
    isDefault: true,
    columns: ['fullname', 'parentcustomerid', 'telephone1', 'emailaddress1'],
    order: 'fullname',
    conditions: active,
  },
  {
    name: 'My Active Contacts',
    table: 'contact',
    columns: ['fullname', 'parentcustomerid', 'telephone1', 'emailaddress1'],
    order: 'fullname',
    conditions: mine + active,
  },
]

/** Puts the system views of the tables that there are into a fresh environment. */
export function foundViews(actor: Actor): void {
  const { schema } = actor.organization
  if (!schema.table('savedquery')) return
  for (const { name, table, isDefault = false, columns, order, conditions, id } of systemViews) {
    if (!schema.table(table)) continue
    const attributes = columns.map((column) => `<attribute name="${column}"/>`).join('')
    const fetchxml = `<fetch version="1.0" output-format="xml-platform" mapping="logical"><entity name="${table}">${attributes}<order attribute="${order}" descending="false"/><filter type="and">${conditions}</filter></entity></fetch>`
    insertSystemRow(
      actor,
      'savedquery',
      { name, fetchxml, returnedtypecode: table, querytype: 0, isdefault: isDefault, ismanaged: true },
      id ?? stableId(`${table} ${name}`),
    )
  }
}
