import type { ConformanceCase } from '../case.ts'
import { get, post, row, shows } from './steps.ts'
import { caseOf, refused } from './world.ts'

const facts = { area: 'Custom APIs', source: 'custom-api.md', notLive: 'needs the Custom APIs of `custom-api-code.ts`' }

const background = { Prefer: 'respond-async' }

/** What `customApis` of the conformance doors do: `sample_Double`, `sample_Half` (a function), `sample_Rename` (of an account). */
export const customApis: readonly ConformanceCase[] = [
  caseOf({
    ...facts,
    id: 'custom-api-action',
    fact: 'an action answers its response properties as a complex type of its name',
    request: post('sample_Double', { Value: 21 }),
    expect: shows({ '@odata.context': { $re: '#Microsoft\\.Dynamics\\.CRM\\.sample_DoubleResponse$' }, Result: 42 }),
  }),
  caseOf({
    ...facts,
    id: 'custom-api-function',
    fact: 'a function is called with GET, with parameters in its brackets or by alias',
    request: get('sample_Half(Value=@v)?@v=21'),
    expect: shows({ Result: 10.5 }),
  }),
  caseOf({
    ...facts,
    id: 'custom-api-function-method',
    trust: 'disputed',
    fact: 'a function cannot be called with POST',
    request: post('sample_Half', { Value: 21 }),
    expect: { status: 404 },
  }),
  caseOf({
    ...facts,
    id: 'custom-api-bound',
    fact: 'one that is bound to a table is called on a row, with the namespace before its name',
    rows: [row('accounts', { accountid: '{{id1}}', name: 'Contoso {{tag}}' })],
    setup: [
      post('accounts({{id1}})/Microsoft.Dynamics.CRM.sample_Rename', { Name: 'Fabrikam' }, { expectStatus: 204 }),
    ],
    request: get('accounts({{id1}})?$select=name'),
    expect: shows({ name: 'Fabrikam' }),
  }),
  caseOf({
    ...facts,
    id: 'custom-api-unbound-path',
    fact: 'one that is bound is not found without a row',
    request: post('sample_Rename', { Name: 'Fabrikam' }),
    expect: { status: 404 },
  }),
  caseOf({
    ...facts,
    id: 'custom-api-parameter-unknown',
    trust: 'observed',
    fact: 'a parameter that it does not have is refused',
    request: post('sample_Double', { Value: 21, Valu: 1 }),
    expect: refused('0x80048d19'),
  }),
  caseOf({
    ...facts,
    id: 'custom-api-parameter-missing',
    trust: 'disputed',
    fact: 'a parameter that is not optional has to be there',
    request: post('sample_Double', {}),
    expect: { status: 400 },
  }),
  caseOf({
    ...facts,
    id: 'custom-api-refusal',
    source: 'handle-exceptions.md',
    fact: 'a refusal of its code is 400 with the text of the code',
    rows: [row('accounts', { accountid: '{{id1}}', name: 'Contoso {{tag}}' })],
    request: post('accounts({{id1}})/Microsoft.Dynamics.CRM.sample_Rename', { Name: '' }),
    expect: { status: 400, json: { error: { code: '0x80040265', message: 'A name, please.' } } },
  }),
  caseOf({
    ...facts,
    id: 'custom-api-metadata',
    fact: '$metadata has the action, its parameters and its response',
    request: get('$metadata', { headers: { accept: 'application/xml' } }),
    expect: { status: 200, text: ['<Action Name="sample_Double"', '<ComplexType Name="sample_DoubleResponse"'] },
  }),
  caseOf({
    ...facts,
    id: 'custom-api-rows',
    fact: 'rows of customapis tell of it',
    request: get(
      "customapis?$select=uniquename,bindingtype,isfunction&$filter=uniquename eq 'sample_Rename'&$expand=CustomAPIRequestParameters($select=uniquename,type)",
    ),
    expect: shows({
      value: [
        {
          uniquename: 'sample_Rename',
          bindingtype: 1,
          isfunction: false,
          CustomAPIRequestParameters: [{ uniquename: 'Name', type: 10 }],
        },
      ],
    }),
  }),
  caseOf({
    ...facts,
    source: 'background-operations.md',
    id: 'background-accepted',
    fact: 'with respond-async it is accepted, and its status is at the Location',
    request: post('sample_Double', { Value: 4 }, { headers: background }),
    expect: {
      status: 202,
      headers: {
        Location: { $re: '/api/backgroundoperation/[0-9a-f-]{36}$' },
        'x-ms-dyn-backgroundoperationid': { $type: 'guid' },
        'Preference-Applied': 'respond-async',
      },
    },
  }),
  caseOf({
    ...facts,
    source: 'background-operations.md',
    id: 'background-status',
    fact: 'the status of what is done has the response properties',
    setup: [post('sample_Double', { Value: 4 }, { headers: background, capture: { monitor: 'header:Location' } })],
    request: get('{{monitor}}'),
    expect: shows({ backgroundOperationStateCode: 3, backgroundOperationStatusCode: 30, Result: 8 }),
  }),
  caseOf({
    ...facts,
    source: 'background-operations.md',
    id: 'background-row',
    fact: 'a row of backgroundoperations has them as JSON',
    setup: [
      post(
        'sample_Double',
        { Value: 4 },
        { headers: background, capture: { operation: 'header:x-ms-dyn-backgroundoperationid' } },
      ),
    ],
    request: get('backgroundoperations({{operation}})?$select=backgroundoperationstatuscode,outputparameters'),
    expect: shows({ backgroundoperationstatuscode: 30, outputparameters: '[{"Key":"Result","Value":8}]' }),
  }),
  caseOf({
    ...facts,
    trust: 'disputed',
    source: 'background-operations.md',
    id: 'background-callback-nowhere',
    fact: 'a callback without an address is refused',
    request: post('sample_Double', { Value: 4 }, { headers: { Prefer: 'respond-async, callback' } }),
    expect: { status: 400 },
  }),
]
