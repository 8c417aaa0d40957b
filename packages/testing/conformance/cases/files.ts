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

/** File columns: up, down, in parts, and away. */
export const files: readonly ConformanceCase[] = [
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
