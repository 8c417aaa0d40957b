import type { BatchOperation, BatchRequestItem } from '@dynamics-kit/odata'
import { batchContentType, printBatchRequest } from '@dynamics-kit/odata'
import type { ConformanceCase, Step } from '../case.ts'
import { caseOf } from './world.ts'

const operation = (
  method: string,
  target: string,
  json?: object,
  rest: Partial<BatchOperation> = {},
): BatchOperation => ({
  kind: 'operation',
  method,
  target: /^[$/]/.test(target) ? target : `/api/data/v9.2/${target}`,
  headers: json ? [['Content-Type', 'application/json']] : [],
  body: json ? JSON.stringify(json) : '',
  ...rest,
})

const changeSet = (...operations: readonly BatchOperation[]): BatchRequestItem => ({
  kind: 'changeSet',
  operations: operations.map((one, index) => Object.assign({}, one, { contentId: String(index + 1) })),
})

/** `POST $batch`; the boundary is the same for all, so that the text is. */
function batch(items: readonly BatchRequestItem[], headers: Readonly<Record<string, string>> = {}): Step {
  // Braces of names to be filled in cannot stand in a request line.
  const text = printBatchRequest(
    items.map((item) =>
      item.kind === 'operation' ? closed(item) : { ...item, operations: item.operations.map(closed) },
    ),
    'batch_1',
  )
  const body = text.replaceAll('%7B%7B', '{{').replaceAll('%7D%7D', '}}')
  return { method: 'POST', path: '$batch', headers: { 'Content-Type': batchContentType('batch_1'), ...headers }, body }
}

const closed = (one: BatchOperation): BatchOperation => ({
  ...one,
  target: one.target.replaceAll('{{', '%7B%7B').replaceAll('}}', '%7D%7D'),
})

const tooLong = { subject: 'x'.repeat(201) }
const task = (id: number) => ({ activityid: `{{id${id}}}`, subject: `Task ${id}` })
const facts = { area: 'batch', source: 'webapi/execute-batch-operations-using-web-api.md' }
const exists = (id: number): Step => ({
  method: 'GET',
  path: `tasks?$select=subject&$filter=activityid%20eq%20{{id${id}}}`,
})
const message = (pattern: string) => ({ error: { message: { $re: pattern } } })

/** `$batch`: order, change sets, references, failures. */
export const batches: readonly ConformanceCase[] = [
  caseOf({
    ...facts,
    id: 'batch-order',
    fact: 'operations run in order, and later ones see what earlier ones did',
    request: batch([
      operation('POST', 'accounts', { accountid: '{{id1}}', name: 'Contoso' }),
      operation('PATCH', 'accounts({{id1}})', { name: 'Fabrikam' }),
      operation('GET', 'accounts({{id1}})?$select=name'),
      operation('DELETE', 'accounts({{id1}})'),
    ]),
    expect: {
      status: 200,
      headers: { 'Content-Type': { $re: '^multipart/mixed; ?boundary="?batchresponse_' } },
      parts: [
        {
          status: 204,
          headers: { Location: '{{root}}/accounts({{id1}})', 'OData-EntityId': '{{root}}/accounts({{id1}})' },
        },
        { status: 204 },
        { status: 200, json: { name: 'Fabrikam' } },
        { status: 204 },
      ],
    },
  }),
  caseOf({
    ...facts,
    id: 'batch-references',
    fact: 'operations of a change set refer to rows of earlier ones',
    setup: [
      batch([
        changeSet(
          operation('POST', 'accounts', { accountid: '{{id1}}', name: 'Contoso' }),
          operation('POST', 'contacts', {
            contactid: '{{id2}}',
            lastname: 'McKay',
            'parentcustomerid_account@odata.bind': '$1',
          }),
          operation('PUT', '$1/primarycontactid/$ref', { '@odata.id': '$2' }),
          operation('PATCH', '$2', { firstname: 'Yvonne' }),
          operation('PUT', '$2/jobtitle', { value: 'Coffee Master' }),
        ),
      ]),
    ],
    request: {
      method: 'GET',
      path: 'accounts({{id1}})?$select=name&$expand=primarycontactid($select=fullname,jobtitle,_parentcustomerid_value)',
    },
    expect: {
      status: 200,
      json: {
        primarycontactid: { fullname: 'Yvonne McKay', jobtitle: 'Coffee Master', _parentcustomerid_value: '{{id1}}' },
      },
    },
    notLive: 'rows that a batch makes are not deleted after it',
  }),
  caseOf({
    ...facts,
    id: 'batch-atomic',
    fact: 'a change set that fails is taken back as a whole',
    setup: [
      {
        ...batch([changeSet(operation('POST', 'tasks', task(1)), operation('POST', 'tasks', tooLong))]),
        expectStatus: 400,
      },
    ],
    request: exists(1),
    expect: { status: 200, json: { value: [] } },
  }),
  caseOf({
    ...facts,
    id: 'batch-atomic-error',
    fact: 'a change set that fails has one answer, with the content id of what failed',
    trust: 'disputed',
    request: batch([changeSet(operation('POST', 'tasks', task(1)), operation('POST', 'tasks', tooLong))]),
    expect: { status: 400, parts: [{ status: 400, contentId: '2', json: { error: { code: '0x80044331' } } }] },
  }),
  caseOf({
    ...facts,
    id: 'batch-stops',
    fact: 'what stands after a failure is not run',
    request: batch([operation('POST', 'tasks', tooLong), operation('POST', 'tasks', task(1))]),
    expect: { status: 400, parts: [{ status: 400, json: { error: { code: '0x80044331' } } }] },
  }),
  caseOf({
    ...facts,
    id: 'batch-stops-status',
    fact: 'a failed batch has the status of the operation that failed',
    trust: 'disputed',
    request: batch([operation('GET', 'accounts({{id1}})')]),
    expect: { status: 404, parts: [{ status: 404, json: { error: { code: '0x80040217' } } }] },
  }),
  caseOf({
    ...facts,
    id: 'batch-goes-on',
    fact: 'with odata.continue-on-error everything is run',
    request: batch([operation('GET', 'accounts({{id1}})'), operation('GET', 'WhoAmI')], {
      Prefer: 'odata.continue-on-error',
    }),
    expect: {
      status: 200,
      headers: { 'Preference-Applied': { $re: 'odata.continue-on-error' } },
      parts: [{ status: 404 }, { status: 200, json: { UserId: { $type: 'guid' } } }],
    },
  }),
  caseOf({
    ...facts,
    id: 'batch-unknown-reference',
    fact: 'a reference to nothing refuses the whole batch',
    request: batch([changeSet(operation('POST', 'accounts', { name: 'A', 'primarycontactid@odata.bind': '$7' }))]),
    expect: { status: 400, json: message("Content-ID Reference: '\\$7' does not exist in the batch context") },
  }),
  caseOf({
    ...facts,
    id: 'batch-read-in-change-set',
    fact: 'a change set has no reads',
    request: batch([changeSet(operation('GET', 'WhoAmI'))]),
    expect: { status: 400, headers: { 'Content-Type': { $re: '^application/json' } } },
  }),
  caseOf({
    ...facts,
    id: 'batch-line-end',
    fact: 'the last line has to end',
    trust: 'observed',
    request: {
      ...batch([operation('GET', 'WhoAmI')]),
      body: String(batch([operation('GET', 'WhoAmI')]).body).slice(0, -2),
    },
    expect: { status: 400, json: { error: { code: '0x80048d19', message: { $re: 'Stream was not readable' } } } },
  }),
  caseOf({
    ...facts,
    id: 'batch-headers',
    fact: 'operations inherit no header of the batch',
    trust: 'disputed',
    request: batch([operation('GET', 'accounts?$top=1&$select=name')], { Prefer: 'odata.include-annotations="*"' }),
    expect: { status: 200, parts: [{ status: 200, headers: { 'Preference-Applied': { $not: { $any: true } } } }] },
  }),
  caseOf({
    ...facts,
    id: 'batch-long-address',
    fact: 'an address may have 65,536 characters',
    source: 'webapi/query/overview.md',
    request: batch([operation('GET', `accounts?$select=name&$filter=name%20eq%20'${'a'.repeat(40_000)}'`)]),
    expect: { status: 200, parts: [{ status: 200, json: { value: [] } }] },
  }),
]
