import { and, column, guid, or } from '@dynamics-kit/client'
import type { DynamicsClient } from '@dynamics-kit/client'
import { defineSchema } from '@dynamics-kit/odata'
import type { KeyColumn, Table, TableShape, TextColumn } from '@dynamics-kit/odata'

/** One documented exchange, said with this package. */
export interface Expression {
  readonly run: (dynamics: DynamicsClient, body: never) => Promise<unknown>
  /** Exchanges whose answers come first, when it takes more than one request; the last one sent is compared. */
  readonly after?: readonly number[]
  /** An answer that comes first where the collection has none, made of the request that is to follow. */
  readonly before?: (body: never, url: string) => object
  /** What the documented request has wrong, and the same put right. */
  readonly corrections?: readonly Correction[]
  /** What a documented refusal becomes. */
  readonly error?: string
}

interface Correction {
  readonly from: string
  readonly to: string
  readonly because: string
}

type Body = Readonly<Record<string, unknown>>

interface SensorDataTable extends TableShape {
  readonly entitySet: 'contoso_sensordatas'
  readonly logicalName: 'contoso_sensordata'
  readonly keys: { readonly KeyForNoSqlEntityWithPKPartitionId: 'contoso_sensordataid' | 'partitionid' }
  readonly columns: {
    readonly contoso_sensordataid: KeyColumn
    readonly partitionid: TextColumn
    readonly contoso_energyconsumption: TextColumn
  }
  readonly navigation: object
}

const sensorData: Table<SensorDataTable> = defineSchema<{ contoso_sensordata: SensorDataTable }>({
  contoso_sensordata: {
    entitySet: 'contoso_sensordatas',
    key: 'contoso_sensordataid',
    alternateKeys: ['contoso_sensordataid partitionid'],
    columns: { text: 'partitionid contoso_energyconsumption' },
  },
}).table('contoso_sensordata')

const SENSOR_KEY = {
  contoso_sensordataid: guid('e7387f9c-02eb-ef11-8eea-6045bdec7ce6'),
  partitionid: 'Device-ABC-1234',
}

/** Nothing new beside `"@odata.type"`; `end` is what lines end with. */
const typeSaidTwice = (type: string, end = ''): readonly Correction[] =>
  [
    String.raw`\"AttributeType\": \"${type}\",`,
    String.raw`\"AttributeTypeName\": {${end}\n  \"Value\": \"${type}Type\"${end}\n },`,
  ].map((from) => ({ from, to: '', because: 'the type of the column is said by @odata.type' }))

const TRAILING_COMMA: Correction = {
  from: '$select=name,&',
  to: '$select=name&',
  because: 'a list does not end in a comma',
}
const PAGE_SIZE_OF_ONE_ROW: Correction = {
  from: 'odata.maxpagesize=10, ',
  to: '',
  because: 'one row has no pages',
}

const action = (name: string) => ({ name, kind: 'action' }) as const
const COLUMNS_OF_CONTACT = ['fullname', 'jobtitle', 'annualincome'] as const

/** The first page only, where the documented answer has a link to more. */
async function firstPage<Row>(pages: AsyncIterable<{ readonly rows: Row[]; readonly count?: number }>) {
  for await (const page of pages) return page
  throw new Error('There was no page.')
}

const create = (table: string): Expression => ({ run: (dynamics, body: Body) => dynamics.create(table, body) })
const upsert = (table: string, id: string): Expression => ({
  run: (dynamics, body: Body) => dynamics.upsert(table, id, body),
})
const unboundAction = (name: string): Expression => ({
  run: (dynamics, body?: Body) => dynamics.call(action(name), body),
})

const ACCOUNT = '14e151db-9b4f-e611-80e0-00155da84c08'
const CONTACT = '60f77a42-5f0e-e611-80e0-00155da84c03'
const FIRST = '00000000-0000-0000-0000-000000000001'

/** Every documented exchange that this package can say, by its id. */
export const expressions: Readonly<Record<number, Expression>> = {
  10: create('contacts'),
  12: {
    run: (dynamics) =>
      dynamics
        .fetchXml(
          'contacts',
          `<fetch distinct="false" no-lock="false" mapping="logical"><entity name="contact"><attribute name="fullname"/><attribute name="sample_outdooractivities"/><filter type="and"><condition attribute="sample_outdooractivities" operator="not-contain-values"><value>2</value></condition></filter></entity></fetch>`,
        )
        .formatted()
        .all(),
  },
  14: unboundAction('BulkDetectDuplicates'),
  16: unboundAction('InstallSampleData'),
  18: {
    run: (dynamics) =>
      dynamics.associate('accounts', '00000000-0000-0000-0000-000000000002', 'opportunity_customer_accounts', {
        entitySet: 'opportunities',
        id: FIRST,
      }),
  },
  20: {
    run: (dynamics) =>
      dynamics.associate(
        'opportunities',
        FIRST,
        'customerid_account',
        { entitySet: 'accounts', id: '00000000-0000-0000-0000-000000000002' },
        { cardinality: 'one' },
      ),
  },
  22: {
    run: (dynamics, body: { readonly value: unknown }) =>
      dynamics.setValue('emails', '2479d20d-3a39-e711-8145-e0071b6a2001', 'email_activity_parties', body.value),
  },
  24: create('accounts'),
  26: {
    run: (dynamics, body: Body) =>
      dynamics.create('accounts', body, {
        return: 'row',
        select: [
          'name',
          'creditonhold',
          'address1_latitude',
          'description',
          'revenue',
          'accountcategorycode',
          'createdon',
        ],
      }),
  },
  34: create('RelationshipDefinitions'),
  32: unboundAction('CreateCustomerRelationships'),
  36: {
    run: (dynamics) =>
      dynamics.retrieve('accounts', '00000000-0000-0000-0000-000000000003', {
        select: ['name'],
        expand: {
          createdby: { select: ['fullname'] },
          createdonbehalfby: { select: ['fullname'] },
          owninguser: { select: ['fullname'] },
        },
      }),
    corrections: [
      {
        from: '(00000000-0000-0000-000000000003)',
        to: '(00000000-0000-0000-0000-000000000003)',
        because: 'the GUID lacks a group',
      },
    ],
  },
  38: {
    run: (dynamics, body: Body) =>
      dynamics.with({ detectDuplicates: true }).upsert('leads', 'c4567bb6-47a3-e711-811b-e0071b6ac1b1', body),
    error: 'duplicate',
  },
  40: { run: (dynamics, body: Body) => dynamics.update('accounts', FIRST, body), error: 'not-found' },
  42: { run: (dynamics) => dynamics.delete('accounts', FIRST, { ifMatch: 'W/"470867"' }), error: 'concurrency' },
  44: { run: (dynamics) => dynamics.from('accounts').select('name').top(3).all() },
  46: {
    run: (dynamics) =>
      dynamics
        .from('accounts')
        .select('name')
        .where(column('primarycontactid/contactid').eq(guid('a0dbf27c-8efb-e511-80d2-00155db07c77')))
        .all(),
  },
  48: {
    run: (dynamics) =>
      firstPage(
        dynamics
          .from('accounts')
          .select('name')
          .where(column('name').contains('sample'))
          .pageSize(3)
          .withCount()
          .pages(),
      ),
  },
  50: {
    run: (dynamics) =>
      dynamics
        .from('accounts')
        .select('name', 'donotpostalmail', 'accountratingcode', 'numberofemployees', 'revenue')
        .formatted('donotpostalmail', 'accountratingcode', 'numberofemployees', 'revenue')
        .top(1)
        .all(),
  },
  52: {
    run: (dynamics) =>
      dynamics
        .from('accounts')
        .select('name')
        .expand('Account_Tasks', (task) => task.select('subject', 'scheduledstart'))
        .top(5)
        .all(),
  },
  54: {
    run: (dynamics) =>
      dynamics.retrieve(
        'EntityDefinitions',
        { LogicalName: 'account' },
        { select: ['DisplayName', 'IsKnowledgeManagementEnabled', 'EntitySetName'] },
      ),
  },
  58: { run: (dynamics) => dynamics.retrieve('accounts', FIRST, { select: ['name', 'revenue'] }) },
  60: {
    run: (dynamics) => dynamics.retrieveRelated('accounts', FIRST, 'primarycontactid', { select: ['fullname'] }),
  },
  62: {
    run: (dynamics) =>
      dynamics.retrieve('accounts', FIRST, {
        select: ['name'],
        expand: { primarycontactid: { select: ['contactid', 'fullname'] } },
      }),
  },
  64: {
    run: (dynamics) =>
      dynamics.retrieve('accounts', '915e89f5-29fc-e511-80d2-00155db07c77', {
        select: ['name'],
        expand: { Account_Tasks: { select: ['subject', 'scheduledstart'] } },
      }),
  },
  66: {
    run: async (dynamics) => {
      const options = await dynamics.metadata.options({ table: 'account', column: 'accountcategorycode' })
      const Options = options.map(({ value, label }) => ({
        Value: value,
        Label: { UserLocalizedLabel: { Label: label } },
      }))
      return { OptionSet: { Options } }
    },
  },
  68: {
    run: (dynamics) =>
      dynamics
        .fromRelated('EntityDefinitions', '70816501-edb9-4740-a16c-6a5efbc05d84', 'Attributes')
        .where(column('LogicalName').eq('accountcategorycode'))
        .select('MetadataId')
        .all(),
  },
  70: {
    run: (dynamics) =>
      dynamics
        .from('accounts')
        .select('name')
        .expand('primarycontactid', (contact) => contact.select('contactid', 'fullname'))
        .all(),
  },
  72: {
    run: (dynamics) =>
      dynamics
        .from('accounts')
        .select('name')
        .expand('Account_Tasks', (task) => task.select('subject', 'scheduledstart'))
        .top(5)
        .all(),
    corrections: [
      { from: '$select%20=%20subject,%20scheduledstart', to: '$select=subject,scheduledstart', because: 'blanks' },
    ],
  },
  74: {
    run: (dynamics, body: Body) =>
      dynamics.upsert('accounts', FIRST, body, {
        return: 'row',
        select: [
          'name',
          'creditonhold',
          'address1_latitude',
          'description',
          'revenue',
          'accountcategorycode',
          'createdon',
        ],
      }),
  },
  76: { run: (dynamics) => dynamics.setValue('accounts', FIRST, 'description', null) },
  78: unboundAction('WinOpportunity'),
  80: {
    run: (dynamics, body: Body) =>
      dynamics.callOn(
        { entitySet: 'contacts', id: '94d8c461-a27a-e511-80d2-00155d2a68d2' },
        action('new_AddNoteToContact'),
        body,
      ),
  },
  82: { run: (dynamics) => dynamics.whoAmI() },
  84: upsert('contacts', CONTACT),
  86: upsert('contacts', CONTACT),
  88: { run: (dynamics) => dynamics.getValue('contacts', CONTACT, 'telephone1') },
  90: {
    run: (dynamics, body: Body) =>
      dynamics.create('contacts', body, {
        return: 'row',
        select: ['fullname', 'annualincome', 'jobtitle', 'contactid'],
      }),
  },
  92: {
    run: (dynamics) =>
      dynamics.retrieve('accounts', '65f77a42-5f0e-e611-80e0-00155da84c03', {
        select: ['name'],
        expand: { primarycontactid: { select: COLUMNS_OF_CONTACT } },
      }),
    corrections: [TRAILING_COMMA],
  },
  94: {
    run: (dynamics) =>
      dynamics.retrieve('accounts', '6af77a42-5f0e-e611-80e0-00155da84c03', {
        select: ['name'],
        expand: { primarycontactid: { select: COLUMNS_OF_CONTACT } },
      }),
    corrections: [TRAILING_COMMA],
  },
  96: {
    run: (dynamics) =>
      dynamics.associate('accounts', '6af77a42-5f0e-e611-80e0-00155da84c03', 'contact_customer_accounts', {
        entitySet: 'contacts',
        id: CONTACT,
      }),
  },
  100: create('opportunities'),
  102: {
    run: (dynamics) =>
      dynamics.retrieve('competitors', '77f77a42-5f0e-e611-80e0-00155da84c03', {
        select: ['name'],
        expand: { opportunitycompetitors_association: { select: ['name', 'description'] } },
      }),
    corrections: [TRAILING_COMMA],
  },
  104: { run: (dynamics) => dynamics.delete('contacts', CONTACT) },
  106: { run: (dynamics) => dynamics.setValue('accounts', ACCOUNT, 'telephone1', '555-0001') },
  108: { run: (dynamics) => dynamics.delete('accounts', ACCOUNT, { ifMatch: 'W/"628448"' }), error: 'concurrency' },
  110: { run: (dynamics, body: Body) => dynamics.update('accounts', ACCOUNT, body, { ifMatch: 'W/"628460"' }) },
  112: {
    run: (dynamics, body: Body) => dynamics.upsert('accounts', ACCOUNT, body, { only: 'create' }),
    error: 'duplicate',
  },
  114: {
    run: (dynamics) =>
      dynamics.retrieve('accounts', ACCOUNT, { select: ['name', 'revenue', 'telephone1', 'description'] }),
  },
  116: { run: (dynamics, body: Body) => dynamics.update('accounts', ACCOUNT, body), error: 'not-found' },
  118: {
    run: (dynamics) =>
      dynamics.call(
        { name: 'GetTimeZoneCodeByLocalizedName', kind: 'function' },
        { LocalizedStandardName: 'Pacific Standard Time', LocaleId: 1033 },
      ),
  },
  120: unboundAction('WinOpportunity'),
  122: {
    run: (dynamics, body: Body) =>
      dynamics.callOn(
        { entitySet: 'contacts', id: '4d920da5-fb4a-e611-80d5-00155da84802' },
        action('sample_AddNoteToContact'),
        body,
      ),
  },
  124: unboundAction('sample_CreateCustomer'),
  126: {
    run: (dynamics) =>
      dynamics.retrieve('contacts', 'b848fdee-c143-e611-80d5-00155da84802', {
        select: COLUMNS_OF_CONTACT,
        formatted: ['annualincome'],
      }),
    corrections: [PAGE_SIZE_OF_ONE_ROW],
  },
  128: {
    run: (dynamics) =>
      dynamics
        .from('contacts')
        .select(...COLUMNS_OF_CONTACT)
        .formatted('annualincome')
        .where(column('createdon').lastXHours(1))
        .pageSize(10)
        .all(),
    corrections: [{ from: "PropertyValue='1'", to: 'PropertyValue=1', because: 'the parameter is an Edm.Int64' }],
  },
  130: {
    run: (dynamics) =>
      dynamics
        .from('contacts')
        .select(...COLUMNS_OF_CONTACT)
        .formatted('annualincome')
        .where(
          and(
            column('fullname').contains('(sample)'),
            or(column('jobtitle').contains('senior'), column('jobtitle').contains('specialist')),
            column('annualincome').gt(55_000),
          ),
        )
        .pageSize(10)
        .all(),
  },
  134: {
    run: (dynamics) =>
      firstPage(
        dynamics
          .from('contacts')
          .select(...COLUMNS_OF_CONTACT)
          .formatted('annualincome')
          .where(or(column('jobtitle').contains('senior'), column('jobtitle').contains('manager')))
          .pageSize(10)
          .withCount()
          .pages(),
      ),
    corrections: [{ from: "(jobtitle,%20'manager')", to: "(jobtitle,'manager')", because: 'a blank' }],
  },
  138: {
    run: (dynamics) =>
      dynamics.retrieve('contacts', 'b3546951-c543-e611-80d5-00155da84802', {
        select: COLUMNS_OF_CONTACT,
        formatted: ['annualincome'],
        expand: { account_primary_contact: { select: ['name'] } },
      }),
    corrections: [PAGE_SIZE_OF_ONE_ROW],
  },
  140: {
    run: (dynamics) =>
      dynamics.retrieve('accounts', '86546951-c543-e611-80d5-00155da84802', {
        select: ['name'],
        expand: {
          primarycontactid: { select: COLUMNS_OF_CONTACT, formatted: ['annualincome'] },
          contact_customer_accounts: { select: COLUMNS_OF_CONTACT, formatted: ['annualincome'] },
          Account_Tasks: { select: ['subject', 'description'] },
        },
      }),
    corrections: [PAGE_SIZE_OF_ONE_ROW],
  },
  142: {
    run: async (dynamics) =>
      firstPage(
        dynamics
          .fetchXml(
            'contacts',
            `<fetch mapping="logical" output-format="xml-platform" version="1.0" distinct="false" page="3" count="4"><entity name="contact"><attribute name="fullname"/><attribute name="jobtitle"/><attribute name="annualincome"/><order descending="true" attribute="fullname"/><filter type="and"><condition value="%(sample)%" attribute="fullname" operator="like"/></filter></entity></fetch>`,
          )
          .formatted()
          .pages(),
      ),
    corrections: [
      { from: 'odata.maxpagesize=10, ', to: '', because: 'the page size of a query in FetchXML is its count' },
    ],
  },
  144: {
    run: (dynamics) =>
      dynamics.savedQuery('accounts', '00000000-0000-0000-00aa-000010001002').pageSize(10).formatted().all(),
  },
  146: create('appmodules'),
  148: {
    run: (dynamics) =>
      dynamics
        .from('themes')
        .select(
          'defaultentitycolor',
          'defaultcustomentitycolor',
          'controlborder',
          'controlshade',
          'selectedlinkeffect',
          'globallinkcolor',
          'processcontrolcolor',
          'headercolor',
          'logotooltip',
          'hoverlinkeffect',
          'navbarshelfcolor',
          'navbarbackgroundcolor',
        )
        .where(column('isdefaulttheme').eq(true))
        .all(),
  },
  150: unboundAction('sample_CleanupExportedDataAnnotations'),
  152: create('contoso_sensordatas'),
  154: { run: (dynamics, body: Body) => dynamics.update('contoso_sensordatas', SENSOR_KEY, body) },
  156: {
    run: async (dynamics) => {
      await dynamics.update('contoso_sensordatas', SENSOR_KEY, { contoso_value: 80 })
      return dynamics.retrieve('contoso_sensordatas', SENSOR_KEY, { select: ['contoso_value'] })
    },
    after: [154],
  },
  160: {
    run: (dynamics, body: { readonly Targets: readonly Body[] }) =>
      dynamics.bulk.update(
        sensorData,
        // The compiler knows the table; what the document says is checked when it runs.
        body.Targets.map(
          (row) => ({ ...row, '@odata.type': undefined }) as unknown as { contoso_sensordataid: string },
        ),
      ),
    corrections: [
      { from: String.raw`,\n    [97 records truncated for brevity]`, to: '', because: 'rows that are left out' },
    ],
  },
  8: {
    run: (dynamics) =>
      dynamics.metadata.createColumn('new_widget', {
        schemaName: 'new_SerialNumber',
        type: 'text',
        label: 'Serial Number',
        description: 'Serial Number of the widget.',
        autoNumberFormat: 'WID-{SEQNUM:5}-{RANDSTRING:6}-{DATETIMEUTC:yyyyMMddhhmmss}',
      }),
    corrections: typeSaidTwice('String'),
  },
  28: {
    run: (dynamics) =>
      dynamics.metadata.updateTable('417129e1-207c-e511-80d2-00155d2a68d2', { label: 'Bank Business Name' }),
    // As it was read: with another name.
    before: (body: Body) => ({ ...body, DisplayName: { LocalizedLabels: [] } }),
    corrections: [
      {
        from: String.raw`\"@odata.context\": \"https://contoso.crm.dynamics.com/api/data/v9.0/$metadata#EntityDefinitions/$entity\",`,
        to: '',
        because: 'that is of the answer',
      },
    ],
  },
  30: {
    run: (dynamics) =>
      dynamics.metadata.createColumn('402fa40f-287c-e511-80d2-00155d2a68d2', {
        schemaName: 'new_Balance',
        type: 'money',
        label: 'Balance',
        description: 'Enter the balance amount',
      }),
    corrections: [
      ...typeSaidTwice('Money', '  '),
      {
        from: String.raw`\"PrecisionSource\": 2`,
        to: String.raw`\"PrecisionSource\": 2, \"ImeMode\": \"Disabled\"`,
        because: 'the other documented money columns have it',
      },
    ],
  },
  136: {
    run: async (dynamics) => {
      const pages = dynamics
        .from('contacts')
        .select(...COLUMNS_OF_CONTACT)
        .formatted('annualincome')
        .where(column('fullname').contains('(sample)'))
        .pageSize(4)
        .withCount()
        .pages()
      const two: unknown[] = []
      for await (const page of pages) if (two.push(page) === 2) break
      return two[1]
    },
    // The page before, which has the link.
    before: (_body, url) => ({ '@odata.count': 10, value: [], '@odata.nextLink': url }),
  },
  164: { run: (dynamics) => dynamics.delete('EntityDefinitions', { LogicalName: 'contoso_sensordata' }) },
}

/** What this package says by a raw request only, or otherwise, with the reason. This list may only get shorter. */
export const notExpressed: Readonly<Record<number, string>> = {
  56: 'metadata.options says it as 66 does, by the name of the column and in one request',
  98: 'disassociate names the member in the path, (…)/contact_customer_accounts(…)/$ref, which means the same',
  132: 'names of columns are printed where they stand, not as parameter aliases, which means the same',
  158: 'the partition is named once, in the key; the documented request repeats it as a query parameter',
  162: 'session tokens go with reads of the table itself, not with ExecuteCosmosSqlQuery',
}
