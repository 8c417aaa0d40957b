import { dateTime, integer, key, memo, stateAndStatus, text } from '../column-sources.ts'
import { importedAudit, owner } from '../common-columns.ts'
import type { TableSource } from '../table-source.ts'

/**
 * The elastic table that Microsoft's documentation has in its examples: readings of devices, one partition a device.
 *
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/create-elastic-tables
 */
export const contoso_sensordata: TableSource = {
  name: 'contoso_sensordata',
  set: 'contoso_sensordatas',
  schemaName: 'contoso_SensorData',
  key: 'contoso_sensordataid',
  primaryName: 'contoso_sensortype',
  objectTypeCode: 10_800,
  ownership: 'UserOwned',
  label: 'SensorData',
  collectionLabel: 'SensorData',
  isCustom: true,
  tableType: 'Elastic',
  alternateKeys: [
    {
      name: 'keyfornosqlentitywithpkpartitionid',
      schemaName: 'KeyForNoSqlEntityWithPKPartitionId',
      properties: ['contoso_sensordataid', 'partitionid'],
    },
  ],
  columns: {
    contoso_sensordataid: key(),
    contoso_deviceid: text(1000, { label: 'DeviceId' }),
    contoso_energyconsumption: memo(8000, { label: 'EnergyConsumption', format: 'Json' }),
    contoso_sensortype: text(100, { label: 'SensorType' }),
    contoso_timestamp: dateTime({ label: 'TimeStamp' }),
    contoso_value: integer(0, 100_000, { label: 'Value' }),
    partitionid: text(100, { createOnly: true, label: 'Partition Id' }),
    ttlinseconds: integer(undefined, undefined, { label: 'Time to live' }),
    ...stateAndStatus({ Active: [0, { Active: 1 }], Inactive: [1, { Inactive: 2 }] }),
    ...owner({
      owner: 'owner_contoso_sensordata',
      businessUnit: 'business_unit_contoso_sensordata',
      user: 'user_contoso_sensordata',
      team: 'team_contoso_sensordata',
    }),
    ...importedAudit({ createdby: 'lk_contoso_sensordata_createdby', modifiedby: 'lk_contoso_sensordata_modifiedby' }),
  },
}
