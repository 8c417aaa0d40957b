import type { ConformanceCase } from '../case.ts'
import { get, patch, remove, row, shows } from './steps.ts'
import { caseOf } from './world.ts'

const facts = { area: 'connections', source: 'connection-entities.md' }

const connected = {
  ...facts,
  rows: [
    row('accounts', { accountid: '{{id1}}', name: 'Contoso' }),
    row('contacts', { contactid: '{{id2}}', lastname: 'Lovelace' }),
    row('connections', {
      connectionid: '{{id3}}',
      'record1id_account@odata.bind': '/accounts({{id1}})',
      'record2id_contact@odata.bind': '/contacts({{id2}})',
      description: 'knows',
    }),
  ],
}

/** All of a row's connections, as a program looks for them. */
const of = (id: string, columns: string) => get(`connections?$select=${columns}&$filter=_record1id_value eq ${id}`)

/** A connection is two rows, one for each of its ends. */
export const connections: readonly ConformanceCase[] = [
  caseOf({
    ...connected,
    id: 'connection-reciprocal',
    fact: 'a connection is found from its other end, too',
    request: of('{{id2}}', 'description,ismaster,_record2id_value,_relatedconnectionid_value'),
    expect: shows({
      value: [
        {
          description: 'knows',
          ismaster: false,
          _record2id_value: '{{id1}}',
          _relatedconnectionid_value: '{{id3}}',
        },
      ],
    }),
  }),
  caseOf({
    ...connected,
    source: 'reference/entities/connection.md',
    id: 'connection-master',
    fact: 'the connection that was made is the master, and names the tables of its ends',
    request: get('connections({{id3}})?$select=ismaster,record1objecttypecode,record2objecttypecode'),
    expect: shows({ ismaster: true, record1objecttypecode: 1, record2objecttypecode: 2 }),
  }),
  caseOf({
    ...connected,
    trust: 'disputed',
    source: 'reference/entities/connection.md',
    id: 'connection-name',
    fact: 'a connection has the name of the row that it leads to',
    request: get('connections({{id3}})?$select=name'),
    expect: shows({ name: 'Lovelace' }),
  }),
  caseOf({
    ...connected,
    trust: 'disputed',
    id: 'connection-changed',
    fact: 'a connection that is changed at one end is changed at the other',
    setup: [patch('connections({{id3}})', { description: 'knows well' })],
    request: of('{{id2}}', 'description'),
    expect: shows({ value: [{ description: 'knows well' }] }),
  }),
  caseOf({
    ...connected,
    trust: 'disputed',
    id: 'connection-deleted',
    fact: 'a connection that is deleted at one end is gone at the other',
    setup: [remove('connections({{id3}})')],
    request: of('{{id2}}', 'connectionid'),
    expect: shows({ value: [] }),
  }),
  caseOf({
    ...connected,
    source: 'reference/entities/connection.md',
    id: 'connection-end-deleted',
    fact: 'connections go with either of their rows',
    setup: [remove('accounts({{id1}})')],
    request: of('{{id2}}', 'connectionid'),
    expect: shows({ value: [] }),
  }),
  caseOf({
    ...connected,
    trust: 'disputed',
    source: 'webapi/merge-entity-using-web-api.md',
    id: 'connection-merged',
    fact: 'a connection to a row that is merged into another has the name that the other has after it',
    rows: [...connected.rows, { set: 'contacts', body: { contactid: '{{id4}}', lastname: 'King' } }],
    setup: [
      {
        method: 'POST',
        path: 'Merge',
        body: {
          Target: { contactid: '{{id4}}', '@odata.type': 'Microsoft.Dynamics.CRM.contact' },
          Subordinate: { contactid: '{{id2}}', '@odata.type': 'Microsoft.Dynamics.CRM.contact' },
          UpdateContent: { lastname: 'Byron', '@odata.type': 'Microsoft.Dynamics.CRM.contact' },
          PerformParentingChecks: false,
        },
      },
    ],
    request: get('connections({{id3}})?$select=name,_record2id_value'),
    expect: shows({ name: 'Byron', _record2id_value: '{{id4}}' }),
  }),
]
