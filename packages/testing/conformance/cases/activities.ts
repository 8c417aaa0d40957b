import type { ConformanceCase, Expectation } from '../case.ts'
import { get, patch, post, remove, row, shows } from './steps.ts'
import { caseOf } from './world.ts'

const facts = { area: 'activities', source: 'reference/entities/activityparty.md' }
const parties = {
  ...facts,
  rows: [
    row('emails', {
      activityid: '{{id1}}',
      subject: 'x',
      email_activity_parties: [{ addressused: 'a@{{tag}}.example', participationtypemask: 2 }],
    }),
  ],
}
const party = get("activityparties?$select=activitypartyid&$filter=contains(addressused,'{{tag}}')", {
  capture: { party: 'json:/value/0/activitypartyid' },
})
/** What the message is called is known; with which status it is refused is not. */
const unsupported = (method: string): Expectation => ({
  status: [400, 405],
  json: {
    error: {
      code: '0x80040800',
      message: `The '${method}' method does not support entities of type 'activityparty'.`,
    },
  },
})
const observed = { trust: 'observed', source: 'github.com/seanmcne/Microsoft.Xrm.Data.PowerShell/issues/201' } as const

/** Activities, and the people that take part in them. */
export const activities: readonly ConformanceCase[] = [
  caseOf({
    ...facts,
    ...observed,
    id: 'party-create',
    fact: 'a party is not made without its activity',
    request: post('activityparties', { addressused: 'a@{{tag}}.example', participationtypemask: 2 }),
    expect: unsupported('Create'),
  }),
  caseOf({
    ...parties,
    trust: 'observed',
    source: 'github.com/jordimontana82/fake-xrm-easy/issues/332',
    id: 'party-retrieve',
    fact: 'a party is found by a query, and not by its key',
    setup: [party],
    request: get('activityparties({{party}})?$select=addressused'),
    expect: unsupported('Retrieve'),
  }),
  caseOf({
    ...parties,
    id: 'party-update',
    fact: 'a party is not changed by itself',
    setup: [party],
    request: patch(
      'activityparties({{party}})',
      { addressused: 'b@{{tag}}.example' },
      { headers: { 'If-Match': '*' } },
    ),
    expect: unsupported('Update'),
  }),
  caseOf({
    ...parties,
    id: 'party-delete',
    fact: 'a party is not deleted by itself',
    setup: [party],
    request: remove('activityparties({{party}})'),
    expect: unsupported('Delete'),
  }),
  ...[
    ['completed', 1],
    ['canceled', 2],
  ].map(([word, statecode]) =>
    caseOf({
      ...facts,
      source: 'reference/entities/phonecall.md',
      id: `activity-${word}-end`,
      fact: `an activity that is ${word} ends now, where nobody says when`,
      rows: [row('phonecalls', { activityid: '{{id1}}', subject: 'x' })],
      setup: [patch('phonecalls({{id1}})', { statecode })],
      request: get('phonecalls({{id1}})?$select=actualend'),
      expect: shows({ actualend: { $type: 'string' } }),
    }),
  ),
  caseOf({
    ...facts,
    source: 'reference/entities/phonecall.md',
    id: 'activity-told-end',
    fact: 'an activity ends when it is said to have ended',
    rows: [row('phonecalls', { activityid: '{{id1}}', subject: 'x', actualend: '2024-01-02T03:04:05Z' })],
    setup: [patch('phonecalls({{id1}})', { statecode: 1 })],
    request: get('phonecalls({{id1}})?$select=actualend'),
    expect: shows({ actualend: '2024-01-02T03:04:05Z' }),
  }),
]
