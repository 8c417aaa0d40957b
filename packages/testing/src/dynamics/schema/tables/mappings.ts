import { choice, dateTime, guid, key, lookup, text, to, yesNo } from '../column-sources.ts'
import { audit } from '../common-columns.ts'
import type { ColumnSource, TableSource } from '../table-source.ts'

const component = (name: string): Readonly<Record<string, ColumnSource>> => ({
  componentstate: choice(
    { Published: 0, Unpublished: 1, Deleted: 2, 'Deleted Unpublished': 3 },
    { default: 0, readOnly: true, globalOptionSet: 'componentstate' },
  ),
  ismanaged: yesNo(false, ['Unmanaged', 'Managed'], { readOnly: true }),
  overwritetime: dateTime({ readOnly: true }),
  solutionid: guid({ readOnly: true }),
  organizationid: lookup(to('organization', `organization_${name}s`), { readOnly: true }),
})

/** A pair of tables of which one is made from rows of the other. */
export const entitymap: TableSource = {
  name: 'entitymap',
  set: 'entitymaps',
  schemaName: 'EntityMap',
  key: 'entitymapid',
  objectTypeCode: 4600,
  ownership: 'OrganizationOwned',
  label: 'Entity Map',
  collectionLabel: 'Entity Maps',
  columns: {
    entitymapid: key(),
    entitymapidunique: guid({ readOnly: true }),
    sourceentityname: { type: 'EntityName', readOnly: true },
    targetentityname: { type: 'EntityName', readOnly: true },
    ...component('entitymap'),
    ...audit({ createdby: 'createdby_entitymap', modifiedby: 'modifiedby_entitymap' }),
  },
}

/** Which column goes into which. */
export const attributemap: TableSource = {
  name: 'attributemap',
  set: 'attributemaps',
  schemaName: 'AttributeMap',
  key: 'attributemapid',
  objectTypeCode: 4601,
  ownership: 'OrganizationOwned',
  label: 'Attribute Map',
  collectionLabel: 'Attribute Maps',
  columns: {
    attributemapid: key(),
    attributemapidunique: guid({ readOnly: true }),
    entitymapid: lookup(to('entitymap', 'entity_map_attribute_maps'), { required: 'SystemRequired' }),
    issystem: yesNo(false, ['No', 'Yes'], { readOnly: true }),
    sourceattributename: text(50, { required: 'SystemRequired' }),
    targetattributename: text(50, { required: 'SystemRequired' }),
    ...component('attributemap'),
    ...audit({ createdby: 'createdby_attributemap', modifiedby: 'modifiedby_attributemap' }),
  },
}
