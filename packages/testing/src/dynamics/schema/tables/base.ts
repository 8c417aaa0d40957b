import { choice, decimal, guid, integer, key, stateAndStatus, text, to, lookup } from '../column-sources.ts'
import { audit, importedAudit } from '../common-columns.ts'
import type { TableSource } from '../table-source.ts'

export const crmbaseentity: TableSource = {
  name: 'crmbaseentity',
  schemaName: 'crmbaseentity',
  base: null,
  abstract: true,
  ownership: 'None',
  columns: {},
}

export const expando: TableSource = {
  name: 'expando',
  schemaName: 'expando',
  openType: true,
  ownership: 'None',
  columns: {},
}

export const transactioncurrency: TableSource = {
  name: 'transactioncurrency',
  set: 'transactioncurrencies',
  schemaName: 'TransactionCurrency',
  key: 'transactioncurrencyid',
  primaryName: 'currencyname',
  objectTypeCode: 9105,
  ownership: 'OrganizationOwned',
  label: 'Currency',
  collectionLabel: 'Currencies',
  columns: {
    transactioncurrencyid: key(),
    currencyname: text(100, { required: 'SystemRequired', label: 'Currency Name' }),
    currencyprecision: integer(0, 4, { required: 'SystemRequired', label: 'Currency Precision' }),
    currencysymbol: text(13, { required: 'SystemRequired', label: 'Currency Symbol' }),
    exchangerate: decimal(10, { required: 'SystemRequired', label: 'Exchange Rate' }),
    isocurrencycode: text(5, { required: 'SystemRequired', label: 'Currency Code' }),
    organizationid: lookup(to('organization', 'organization_transactioncurrencies'), { readOnly: true }),
    ...stateAndStatus({ Active: [0, { Active: 1 }], Inactive: [1, { Inactive: 2 }] }),
    ...importedAudit({
      createdby: 'lk_transactioncurrencybase_createdby',
      modifiedby: 'lk_transactioncurrencybase_modifiedby',
    }),
  },
}

const leads = (name: string, set: string, schemaName: string, idColumn: string, other: string): TableSource => ({
  name,
  set,
  schemaName,
  key: idColumn,
  ownership: 'None',
  columns: {
    [idColumn]: guid({ readOnly: true }),
    [other]: guid({ readOnly: true }),
    leadid: guid({ readOnly: true }),
    versionnumber: { type: 'BigInt', readOnly: true },
  },
})

export const accountleads: TableSource = leads(
  'accountleads',
  'accountleadscollection',
  'AccountLeads',
  'accountleadid',
  'accountid',
)
export const contactleads: TableSource = leads(
  'contactleads',
  'contactleadscollection',
  'ContactLeads',
  'contactleadid',
  'contactid',
)

/** Where a user's time zone and language are kept. */
export const usersettings: TableSource = {
  name: 'usersettings',
  set: 'usersettingscollection',
  schemaName: 'UserSettings',
  key: 'systemuserid',
  objectTypeCode: 150,
  ownership: 'BusinessOwned',
  label: 'User Settings',
  collectionLabel: 'User Settings',
  columns: {
    systemuserid: key(),
    localeid: integer(0, undefined),
    paginglimit: integer(0, 1000),
    timezonecode: integer(-1500, 1500),
    uilanguageid: integer(0, undefined),
    defaultcalendarview: choice({ Day: 0, Week: 1, Month: 2 }),
    ...audit(),
  },
}
