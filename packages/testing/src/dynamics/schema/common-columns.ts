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
  ...imported,
})

/** What a row says of the import that made it. */
export const imported: Columns = {
  overriddencreatedon: dateTime({ format: 'DateOnly', createOnly: true, label: 'Record Created On' }),
  importsequencenumber: integer(undefined, undefined, { createOnly: true, label: 'Import Sequence Number' }),
}

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

/** The collections on the other side of a row's owner. A table without one of users or teams has no way to them either. */
interface Owners {
  readonly owner: string
  readonly businessUnit: string
  readonly user?: string
  readonly team?: string
}

const owning = (table: string, partner?: string): LookupTarget =>
  partner === undefined ? to(table, undefined, '') : to(table, partner)

/** What most user-owned tables have beside {@link audit}. */
export const owner = (names: Owners): Columns => ({ ...ownership(names), ...timeZone() })

/** Whose a row is. */
export function ownership(names: Owners): Columns {
  return {
    ownerid: {
      type: 'Owner',
      label: 'Owner',
      required: 'SystemRequired',
      targets: [to('principal', names.owner)],
    },
    owningbusinessunit: lookup(to('businessunit', names.businessUnit), { ...system, label: 'Owning Business Unit' }),
    owninguser: lookup(owning('systemuser', names.user), { ...system, label: 'Owning User' }),
    owningteam: lookup(owning('team', names.team), { ...system, label: 'Owning Team' }),
  }
}

/** Whose a row is that belongs to whom another row belongs. */
export const inheritedOwnership: Columns = {
  ownerid: { ...system, type: 'Owner', label: 'Owner', targets: [owning('principal')] },
  owningbusinessunit: lookup(owning('businessunit'), { ...system, label: 'Owning Business Unit' }),
  owninguser: lookup(owning('systemuser'), { ...system, label: 'Owning User' }),
}

/** The time zone in which a row was made. */
export const timeZone = (): Columns => ({
  timezoneruleversionnumber: integer(-1, undefined, { label: 'Time Zone Rule Version Number' }),
  utcconversiontimezonecode: integer(-1, undefined, { label: 'UTC Conversion Time Zone Code' }),
})

/** The picture of a row. */
export const image: Columns = {
  entityimage: { type: 'Image' },
  entityimage_timestamp: bigInt(system),
  entityimage_url: text(200, system),
  entityimageid: guid(system),
}

/** Where a row is in a business process flow. */
export const processStage: Columns = {
  processid: guid(),
  stageid: guid(),
  traversedpath: text(1250),
}

/** The currency of a row's money columns. */
export function currency(target: LookupTarget): Columns {
  return {
    transactioncurrencyid: lookup(target, { label: 'Currency' }),
    exchangerate: decimal(10, { readOnly: true, min: 1e-10, label: 'Exchange Rate' }),
  }
}

/** How the tables with addresses differ. */
interface AddressSource {
  /** Before the names of the main parts that people read, `Ship To City`; `Address 1: City` where it is absent. */
  readonly label?: string
  /** The longest name of an address. */
  readonly name?: number
  /**
   * What choices an address of an account or a contact has. The choices of further addresses have one value, which is the
   * default where `default` says so; those of other tables have it too, and no freight terms.
   */
  readonly of?: 'customer' | 'further'
  readonly default?: 1
  /** Users have room for longer addresses. */
  readonly isLong?: true
  /** Nothing puts the parts of a business unit's address together. */
  readonly composite?: false
}

/** The columns of one address; `prefix` is `address1_`. */
export function address(prefix: string, source: AddressSource): Columns {
  const { label, of: kind, isLong } = source
  const labelled = (part: string): { label: string } | undefined =>
    label === undefined ? undefined : { label: label + part }
  const only = choice({ 'Default Value': 1 }, source.default === undefined ? {} : { default: source.default })
  const isCustomer = kind === 'customer'
  const size = isLong ? { line: 1024, place: 128, code: 40 } : { line: 250, place: 80, code: 20 }
  const columns: Columns = {
    addressid: guid(),
    addresstypecode: isCustomer ? choice({ 'Bill To': 1, 'Ship To': 2, Primary: 3, Other: 4 }) : only,
    city: text(size.place, labelled('City')),
    ...(source.composite === false
      ? {}
      : { composite: { type: 'Memo', maxLength: 1000, readOnly: true, computed: true } }),
    country: text(size.place, labelled('Country/Region')),
    county: text(isLong ? size.place : 50),
    fax: text(50),
    latitude: double(-90, 90),
    line1: text(size.line, labelled('Street 1')),
    line2: text(size.line, labelled('Street 2')),
    line3: text(size.line, labelled('Street 3')),
    longitude: double(-180, 180),
    name: text(source.name ?? 100),
    postalcode: text(size.code, labelled('ZIP/Postal Code')),
    postofficebox: text(size.code),
    shippingmethodcode: isCustomer
      ? choice({ Airborne: 1, DHL: 2, FedEx: 3, UPS: 4, 'Postal Mail': 5, 'Full Load': 6, 'Will Call': 7 })
      : only,
    stateorprovince: text(isLong ? size.place : 50, labelled('State/Province')),
    telephone1: text(50),
    telephone2: text(50),
    telephone3: text(50),
    upszone: text(4),
    utcoffset: integer(-1500, 1500),
    ...(kind
      ? { freighttermscode: isCustomer ? choice({ FOB: 1, 'No Charge': 2 }) : only, primarycontactname: text(100) }
      : {}),
  }
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [prefix + name, column]))
}
