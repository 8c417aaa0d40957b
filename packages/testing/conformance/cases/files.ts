import type { ConformanceCase, Step } from '../case.ts'
import { caseOf } from './world.ts'

const facts = { area: 'files', source: 'file-column-data.md', notLive: 'it would leave a column behind' }
const english = (text: string) => ({ LocalizedLabels: [{ Label: text, LanguageCode: 1033 }] })
const column: Step = {
  method: 'POST',
  path: "EntityDefinitions(LogicalName='account')/Attributes",
  body: {
    '@odata.type': 'Microsoft.Dynamics.CRM.FileAttributeMetadata',
    SchemaName: 'sample_File',
    DisplayName: english('File'),
    RequiredLevel: { Value: 'None' },
    MaxSizeInKB: 10_240,
  },
}
const row: Step = { method: 'POST', path: 'accounts', body: { accountid: '{{id1}}', name: 'Contoso' } }
const upload: Step = {
  method: 'PATCH',
  path: 'accounts({{id1}})/sample_file',
  headers: { 'Content-Type': 'application/octet-stream', 'x-ms-file-name': 'hello.txt' },
  body: 'hello file',
}
const value: Step = { method: 'GET', path: 'accounts({{id1}})/sample_file/$value' }
const begin: Step = {
  method: 'PATCH',
  path: 'accounts({{id1}})/sample_file?x-ms-file-name=big.txt',
  headers: { 'x-ms-transfer-mode': 'chunked' },
  capture: { chunks: 'header:Location' },
}
const chunk = (body: string, range: string): Step => ({
  method: 'PATCH',
  path: '{{chunks}}',
  headers: {
    'Content-Type': 'application/octet-stream',
    'x-ms-file-name': 'big.txt',
    'Content-Range': `bytes ${range}`,
  },
  body,
})

const documents = {
  area: 'files',
  source: 'attachment-annotation-files.md',
  notLive: 'it would change what the organization takes',
}
const organization: Step = {
  method: 'GET',
  path: 'organizations?$select=maxuploadfilesize',
  capture: { organization: 'json:/value/0/organizationid' },
}
/** Lets files of notes and attachments have 16 characters of base64: 12 bytes. */
const small: Step = { method: 'PATCH', path: 'organizations({{organization}})', body: { maxuploadfilesize: 16 } }
const note = (documentbody: string): Step => ({
  method: 'POST',
  path: 'annotations',
  body: { annotationid: '{{id2}}', subject: 'Note {{tag}}', filename: 'a.txt', documentbody },
})
const tooBig: ConformanceCase['expect'] = {
  status: 400,
  json: { error: { code: '0x80044a02', message: 'Attachment file size is too big.' } },
}

/** File columns: up, down, in parts, and away. Files of notes and attachments, and how big they may be. */
export const files: readonly ConformanceCase[] = [
  caseOf({
    ...documents,
    id: 'file-document-limit',
    fact: 'an organization takes files of 5 MB with notes and attachments until somebody says otherwise',
    request: organization,
    expect: { status: 200, json: { value: [{ maxuploadfilesize: 5_242_880 }] } },
  }),
  caseOf({
    ...documents,
    id: 'file-document-too-big',
    fact: 'the file of a note that is bigger than that is refused',
    setup: [organization, small],
    request: note('dGhpcnRlZW4gYnl0ZXM='),
    expect: tooBig,
  }),
  caseOf({
    ...documents,
    trust: 'disputed',
    id: 'file-document-base64',
    fact: 'the length of the base64 text counts, and may be that of the limit',
    setup: [organization, small],
    request: note('dHdlbHZlIGJ5dGVz'),
    expect: { status: 204 },
  }),
  caseOf({
    ...documents,
    id: 'file-document-changed',
    fact: 'a change of the file of a note is held to the limit, other changes are not',
    setup: [
      note('dGhpcnRlZW4gYnl0ZXM='),
      organization,
      small,
      { method: 'PATCH', path: 'annotations({{id2}})', body: { subject: 'Other {{tag}}' } },
    ],
    request: { method: 'PATCH', path: 'annotations({{id2}})', body: { documentbody: 'Zm91cnRlZW4gYnl0ZXM=' } },
    expect: tooBig,
  }),
  caseOf({
    ...documents,
    id: 'file-attachment-too-big',
    fact: 'the file of an attachment of an e-mail is held to the same limit',
    setup: [
      organization,
      small,
      { method: 'POST', path: 'emails', body: { activityid: '{{id3}}', subject: 'Minutes' } },
    ],
    request: {
      method: 'POST',
      path: 'activitymimeattachments',
      body: {
        'objectid_activitypointer@odata.bind': '/activitypointers({{id3}})',
        objecttypecode: 'email',
        filename: 'a.txt',
        body: 'dGhpcnRlZW4gYnl0ZXM=',
      },
    },
    expect: tooBig,
  }),
  ...['plain text', 'abc', 'YQ==YQ=='].map((documentbody, index) =>
    caseOf({
      area: 'files',
      source: documents.source,
      trust: 'disputed',
      id: `file-document-no-base64-${index + 1}`,
      fact: `the file of a note has to be base64: ${documentbody} is refused`,
      request: note(documentbody),
      expect: { status: 400, json: { error: { message: { $re: 'documentbody' } } } },
    }),
  ),
  caseOf({
    ...facts,
    id: 'file-download',
    fact: 'a download says what the file is',
    setup: [column, row, upload],
    request: value,
    expect: { status: 200, headers: { 'x-ms-file-name': 'hello.txt', 'x-ms-file-size': '10' }, text: ['^hello file$'] },
  }),
  caseOf({
    ...facts,
    id: 'file-range',
    fact: 'a part of a file can be downloaded',
    setup: [column, row, upload],
    request: { ...value, headers: { Range: 'bytes=6-9' } },
    expect: { status: 206, headers: { 'Content-Range': 'bytes 6-9/10' }, text: ['^file$'] },
  }),
  caseOf({
    ...facts,
    id: 'file-chunked-begin',
    fact: 'an upload in chunks begins with an address and a size',
    setup: [column, row],
    request: begin,
    expect: {
      status: 200,
      headers: { Location: { $re: 'sessiontoken=' }, 'x-ms-chunk-size': '4194304', 'Accept-Ranges': 'bytes' },
    },
  }),
  caseOf({
    ...facts,
    id: 'file-chunked-part',
    fact: 'a chunk that is not the last answers 206',
    setup: [column, row, begin],
    request: chunk('hello', '0-4/10'),
    expect: { status: 206 },
  }),
  caseOf({
    ...facts,
    id: 'file-chunked',
    fact: 'the last chunk makes the file',
    setup: [
      column,
      row,
      begin,
      { ...chunk('hello', '0-4/10'), expectStatus: 206 },
      { ...chunk(' file', '5-9/10'), expectStatus: 204 },
    ],
    request: value,
    expect: { status: 200, text: ['^hello file$'] },
  }),
  caseOf({
    ...facts,
    id: 'file-none',
    fact: 'a column without a file has nothing to download',
    trust: 'disputed',
    setup: [column, row],
    request: value,
    expect: { status: 204 },
  }),
]
