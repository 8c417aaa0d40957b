import type { ConformanceCase, Step } from '../case.ts'
import { caseOf } from './world.ts'

const facts = { area: 'change tracking', source: 'use-change-tracking-synchronize-data-external-systems.md' }
const begin: Step = {
  method: 'GET',
  path: 'accounts?$select=name',
  headers: { Prefer: 'odata.track-changes' },
  capture: { delta: 'json:/@odata.deltaLink' },
}
const rows = [{ set: 'accounts', body: { accountid: '{{id1}}', name: 'Contoso' } }]
const notLive = 'an environment with other users changes meanwhile'

/** Delta links: what is new, changed and gone. */
export const changes: readonly ConformanceCase[] = [
  caseOf({
    ...facts,
    id: 'changes-begin',
    fact: 'a tracked query says so and ends with a delta link',
    rows,
    request: begin,
    expect: {
      status: 200,
      headers: { 'Preference-Applied': { $re: 'odata.track-changes' } },
      json: { '@odata.deltaLink': { $re: '\\$deltatoken=' } },
    },
    notLive: 'an environment may have more accounts than a page',
  }),
  caseOf({
    ...facts,
    id: 'changes-since',
    fact: 'a delta link gives what changed, and marks of what went',
    rows: [...rows, { set: 'accounts', body: { accountid: '{{id2}}', name: 'Fabrikam' } }],
    setup: [
      begin,
      { method: 'PATCH', path: 'accounts({{id1}})', body: { name: 'Contoso, Ltd.' } },
      { method: 'DELETE', path: 'accounts({{id2}})' },
    ],
    request: { method: 'GET', path: '{{delta}}' },
    expect: {
      status: 200,
      json: {
        '@odata.context': { $re: '\\$metadata#accounts\\(name\\)/\\$delta$' },
        '@odata.deltaLink': { $any: true },
        value: {
          $unordered: [
            { name: 'Contoso, Ltd.', accountid: '{{id1}}' },
            { '@odata.context': { $re: '#accounts/\\$deletedEntity$' }, id: '{{id2}}', reason: 'deleted' },
          ],
        },
      },
    },
    notLive,
  }),
  caseOf({
    ...facts,
    id: 'changes-count',
    fact: 'changes can be counted',
    rows,
    setup: [
      { ...begin, capture: { delta: 'json:/@odata.deltaLink' } },
      { method: 'POST', path: 'accounts', body: { accountid: '{{id3}}', name: 'New' } },
    ],
    request: { method: 'GET', path: '{{delta}}' },
    expect: { status: 200, json: { value: [{ accountid: '{{id3}}' }] } },
    notLive,
  }),
  ...['filter=name%20eq%20%27x%27', 'orderby=name', 'expand=primarycontactid', 'top=1'].map((option) =>
    caseOf({
      ...facts,
      id: `changes-no-${option.split('=')[0]}`,
      fact: `$${option.split('=')[0]} does not go with change tracking`,
      request: { ...begin, path: `accounts?$select=name&$${option}`, capture: {} },
      expect: {
        status: 400,
        json: {
          error: {
            message: {
              $re: `${option.split('=')[0]}.* query parameter isn't supported when Change Tracking is enabled`,
            },
          },
        },
      },
    }),
  ),
]
