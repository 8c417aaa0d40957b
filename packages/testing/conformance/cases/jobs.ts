import type { ConformanceCase, Step } from '../case.ts'
import { get, post, row, shows } from './steps.ts'
import { caseOf, refused } from './world.ts'

const facts = { area: 'system jobs', source: 'delete-data-bulk.md', notLive: 'jobs take a while in a real environment' }

const rows = ['Contoso', 'Fabrikam'].map((name, index) =>
  row('accounts', {
    accountid: `{{id${index + 1}}}`,
    name: `${name} {{tag}}`,
    fax: '{{tag}}',
    numberofemployees: index,
  }),
)

const tagged = { AttributeName: 'fax', Operator: 'Equal', Values: [{ Value: '{{tag}}', Type: 'System.String' }] }

const deletion = (more: object = {}, conditions: readonly object[] = []): Step =>
  post(
    'BulkDelete',
    {
      QuerySet: [
        {
          '@odata.type': 'Microsoft.Dynamics.CRM.QueryExpression',
          EntityName: 'account',
          ColumnSet: { AllColumns: true },
          Distinct: false,
          Criteria: { FilterOperator: 'And', Conditions: [tagged, ...conditions] },
        },
      ],
      JobName: 'Clean up {{tag}}',
      SendEmailNotification: false,
      ToRecipients: [],
      CCRecipients: [],
      RecurrencePattern: '',
      StartDateTime: '2026-03-13T06:30:00Z',
      Options: { CanRecoverDeletedRecords: true, RunJobForSandbox: false },
      ...more,
    },
    { capture: { job: 'json:/JobId' } },
  )

const left = get("accounts?$select=name&$filter=fax eq '{{tag}}'&$orderby=name")

const noneOrMore = { AttributeName: 'numberofemployees', Operator: 'GreaterThan', Values: [{ Value: '0' }] }

/** What is done behind the answer, and the rows that tell of it. */
export const jobs: readonly ConformanceCase[] = [
  caseOf({
    ...facts,
    id: 'BulkDelete-answer',
    fact: 'BulkDelete answers the id of its job',
    rows,
    request: deletion(),
    expect: shows({ '@odata.context': { $re: 'BulkDeleteResponse$' }, JobId: { $type: 'guid' } }),
  }),
  caseOf({
    ...facts,
    id: 'BulkDelete-rows',
    fact: 'BulkDelete deletes the rows that its queries find',
    rows,
    setup: [deletion({}, [noneOrMore])],
    request: left,
    expect: shows({ value: [{ name: 'Contoso {{tag}}' }] }),
  }),
  caseOf({
    ...facts,
    id: 'BulkDelete-operation',
    fact: 'a bulkdeleteoperation counts what was deleted and what could not be',
    rows,
    setup: [deletion()],
    request: get(
      'bulkdeleteoperations?$select=name,successcount,failurecount,isrecurring,statecode,statuscode&$filter=_asyncoperationid_value eq {{job}}',
    ),
    expect: shows({
      value: [
        {
          name: 'Clean up {{tag}}',
          successcount: 2,
          failurecount: 0,
          isrecurring: false,
          statecode: 3,
          statuscode: 30,
        },
      ],
    }),
  }),
  caseOf({
    ...facts,
    id: 'BulkDelete-later',
    fact: 'a bulk delete waits for its StartDateTime',
    rows,
    setup: [deletion({ StartDateTime: '2099-01-01T00:00:00Z' })],
    request: get('asyncoperations({{job}})?$select=operationtype,statecode,completedon'),
    expect: shows({ operationtype: 13, statecode: 1, completedon: null }),
  }),
  caseOf({
    ...facts,
    id: 'BulkDelete-column',
    trust: 'disputed',
    fact: 'a query with a column that is not there is refused before there is a job',
    request: deletion({}, [{ AttributeName: 'nothing', Operator: 'Null' }]),
    expect: { status: 400 },
  }),
  caseOf({
    ...facts,
    id: 'BulkDelete-parameter',
    source: 'webapi/use-web-api-actions.md',
    trust: 'observed',
    fact: 'a parameter that an action does not have is refused',
    request: deletion({ JobNam: 'x' }),
    expect: refused('0x80048d19'),
  }),
  caseOf({
    ...facts,
    id: 'BulkDetectDuplicates-answer',
    source: 'run-duplicate-detection.md',
    fact: 'BulkDetectDuplicates answers the id of a job of operationtype 8',
    setup: [
      post(
        'BulkDetectDuplicates',
        {
          Query: { '@odata.type': 'Microsoft.Dynamics.CRM.QueryExpression', EntityName: 'account' },
          JobName: 'Twice {{tag}}',
          SendEmailNotification: false,
          TemplateId: '00000000-0000-0000-0000-000000000000',
          ToRecipients: [],
          CCRecipients: [],
          RecurrencePattern: '',
          RecurrenceStartTime: '2026-03-13T06:30:00Z',
        },
        { capture: { job: 'json:/JobId' } },
      ),
    ],
    request: get('asyncoperations({{job}})?$select=operationtype,name'),
    expect: shows({ operationtype: 8, name: 'Twice {{tag}}' }),
  }),
]
