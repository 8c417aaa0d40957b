import { bigInt, choice, dateTime, decimal, double, guid, integer, lookup, text, to } from './column-sources.ts'
import type { ColumnSource, LookupTarget } from './table-source.ts'

type Columns = Record<string, ColumnSource>

const system = { readOnly: true } as const

/** The collections on the other side of who made and changed a row. */
interface Makers {
  readonly createdby?: string
  readonly modifiedby?: string
  readonly createdonbehalfby?: string
  readonly modifiedonbehalfby?: string
}

/** {@link audit}, of a table that data can be imported into. */
export const importedAudit = (names: Makers = {}): Columns => ({
  ...audit(names),
  overriddencreatedon: dateTime({ format: 'DateOnly', createOnly: true, label: 'Record Created On' }),
  importsequencenumber: integer(undefined, undefined, { createOnly: true, label: 'Import Sequence Number' }),
})

/** Who made and changed a row, when, and its version. */
export function audit(names: Makers = {}): Columns {
  const user = (partner: string | undefined, label: string): ColumnSource =>
    lookup(to('systemuser', partner), { ...system, label })
  return {
    createdby: user(names.createdby, 'Created By'),
    createdon: dateTime({ ...system, label: 'Created On' }),
    createdonbehalfby: user(names.createdonbehalfby, 'Created By (Delegate)'),
    modifiedby: user(names.modifiedby, 'Modified By'),
    modifiedon: dateTime({ ...system, label: 'Modified On' }),
    modifiedonbehalfby: user(names.modifiedonbehalfby, 'Modified By (Delegate)'),
    versionnumber: bigInt({ ...system, label: 'Version Number' }),
  }
}

/** What every user-owned table has beside {@link audit}. */
export function owner(names: { owner: string; businessUnit: string; user: string; team: string }): Columns {
  return {
    ownerid: {
      type: 'Owner',
      label: 'Owner',
      required: 'SystemRequired',
      targets: [to('principal', names.owner)],
    },
    owningbusinessunit: lookup(to('businessunit', names.businessUnit), { ...system, label: 'Owning Business Unit' }),
    owninguser: lookup(to('systemuser', names.user), { ...system, label: 'Owning User' }),
    owningteam: lookup(to('team', names.team), { ...system, label: 'Owning Team' }),
    timezoneruleversionnumber: integer(-1, undefined, { label: 'Time Zone Rule Version Number' }),
    utcconversiontimezonecode: integer(-1, undefined, { label: 'UTC Conversion Time Zone Code' }),
  }
}

/** The currency of a row's money columns. */
export function currency(target: LookupTarget): Columns {
  return {
    transactioncurrencyid: lookup(target, { label: 'Currency' }),
    exchangerate: decimal(10, { readOnly: true, label: 'Exchange Rate' }),
  }
}

const labelled = (prefix: string, label: string): string =>
  `${prefix.replace(/^address(\d)_$/, 'Address $1')}: ${label}`

/** The columns of one address; `prefix` is `address1_`. */
export function address(prefix: string, kind: 'business' | 'user' = 'business'): Columns {
  const columns: Columns = {
    addressid: guid(),
    addresstypecode: choice(
      kind === 'business' ? { 'Bill To': 1, 'Ship To': 2, Primary: 3, Other: 4 } : { 'Default Value': 1 },
    ),
    city: text(80, { label: 'City' }),
    composite: { type: 'Memo', maxLength: 1000, readOnly: true, computed: true },
    country: text(80, { label: 'Country/Region' }),
    county: text(50),
    fax: text(50),
    latitude: double(-90, 90),
    line1: text(250, { label: 'Street 1' }),
    line2: text(250, { label: 'Street 2' }),
    line3: text(250, { label: 'Street 3' }),
    longitude: double(-180, 180),
    name: text(200),
    postalcode: text(20, { label: 'ZIP/Postal Code' }),
    postofficebox: text(20),
    shippingmethodcode: choice(
      kind === 'business'
        ? { Airborne: 1, DHL: 2, FedEx: 3, UPS: 4, 'Postal Mail': 5, 'Full Load': 6, 'Will Call': 7 }
        : { 'Default Value': 1 },
    ),
    stateorprovince: text(50, { label: 'State/Province' }),
    telephone1: text(50),
    telephone2: text(50),
    telephone3: text(50),
    upszone: text(4),
    utcoffset: integer(-1500, 1500),
    ...(kind === 'business'
      ? {
          freighttermscode: choice({ FOB: 1, 'No Charge': 2 }),
          primarycontactname: text(100),
        }
      : {}),
  }
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [
      prefix + name,
      column.label === undefined ? column : { ...column, label: labelled(prefix, column.label) },
    ]),
  )
}
