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

const email = row('emails', { activityid: '{{id1}}', subject: 'Minutes' })
const attachment = row('activitymimeattachments', {
  activitymimeattachmentid: '{{id2}}',
  'objectid_email@odata.bind': '/emails({{id1}})',
  objecttypecode: 'email',
  filename: 'hello.txt',
  mimetype: 'text/plain',
  body: 'aGVsbG8=',
})
const attached = { area: 'attachments', source: 'attachment-annotation-files.md', rows: [email, attachment] }
const target = {
  '@odata.type': 'Microsoft.Dynamics.CRM.activitymimeattachment',
  'objectid_email@odata.bind': 'emails({{id1}})',
  objecttypecode: 'email',
  filename: 'long.txt',
  mimetype: 'text/plain',
}
const begin = post(
  'InitializeAttachmentBlocksUpload',
  { Target: target },
  { capture: { token: 'json:/FileContinuationToken' } },
)
const block = (BlockId: string, BlockData: string) =>
  post('UploadBlock', { BlockId, BlockData, FileContinuationToken: '{{token}}' })
const commit = (more: object = {}) =>
  post('CommitAttachmentBlocksUpload', {
    Target: { ...target, ...more },
    BlockList: ['YQ==', 'Yg=='],
    FileContinuationToken: '{{token}}',
  })
const blocks = [begin, block('YQ==', 'aGVs'), block('Yg==', 'bG8=')]

/** Files of e-mails. */
const attachments: readonly ConformanceCase[] = [
  caseOf({
    ...attached,
    id: 'attachment-body',
    fact: 'the body of an attachment is base64 text, and can be asked for alone',
    request: get('activitymimeattachments({{id2}})/body/$value'),
    expect: { status: 200, headers: { 'Content-Type': { $re: '^text/plain' } }, text: ['^aGVsbG8=$'] },
  }),
  caseOf({
    ...attached,
    source: 'reference/entities/activitymimeattachment.md',
    id: 'attachment-facts',
    fact: 'an attachment knows its size and the subject of its e-mail',
    request: get('activitymimeattachments({{id2}})?$select=filesize,activitysubject,objecttypecode'),
    expect: shows({ filesize: 5, activitysubject: 'Minutes', objecttypecode: 'email' }),
  }),
  caseOf({
    ...attached,
    source: 'reference/entities/activitymimeattachment.md',
    id: 'attachment-expanded',
    fact: 'an e-mail has its attachments, and counts them',
    request: get('emails({{id1}})?$select=attachmentcount&$expand=email_activity_mime_attachment($select=filename)'),
    expect: shows({ attachmentcount: 1, email_activity_mime_attachment: [{ filename: 'hello.txt' }] }),
  }),
  caseOf({
    ...attached,
    source: 'reference/entities/activitymimeattachment.md',
    id: 'attachment-deleted',
    fact: 'attachments go with their e-mail',
    setup: [remove('emails({{id1}})')],
    request: get('activitymimeattachments({{id2}})?$select=filename'),
    expect: { status: 404 },
  }),
  caseOf({
    ...attached,
    rows: [email],
    id: 'attachment-blocks',
    fact: 'a long attachment is sent in blocks',
    setup: blocks,
    request: commit(),
    expect: shows({ ActivityMimeAttachmentId: { $type: 'guid' }, FileSizeInBytes: 5 }),
  }),
  caseOf({
    ...attached,
    trust: 'disputed',
    id: 'attachment-blocks-there',
    fact: 'blocks make new attachments alone',
    setup: blocks,
    request: commit({ activitymimeattachmentid: '{{id2}}' }),
    expect: { status: 412, json: { error: { code: '0x80040237' } } },
  }),
  caseOf({
    ...attached,
    id: 'attachment-download',
    fact: 'a long attachment is got in blocks',
    setup: [
      post(
        'InitializeAttachmentBlocksDownload',
        {
          Target: {
            '@odata.type': 'Microsoft.Dynamics.CRM.activitymimeattachment',
            activitymimeattachmentid: '{{id2}}',
          },
        },
        { capture: { token: 'json:/FileContinuationToken' } },
      ),
    ],
    request: post('DownloadBlock', { Offset: 1, BlockLength: 3, FileContinuationToken: '{{token}}' }),
    expect: shows({ Data: 'ZWxs' }),
  }),
]

/** Activities, the people that take part in them, and their files. */
export const activities: readonly ConformanceCase[] = [
  ...attachments,
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
