import { beforeEach, describe, expect, test } from 'vitest'
import { createHarness, type Harness, type Reply, root } from './dynamics-harness.ts'

const id = 'aaaaaaaa-0000-4000-8000-000000000001'
const column = `accounts(${id})/sample_file`
const octets = { 'content-type': 'application/octet-stream' }
const named = { ...octets, 'x-ms-file-name': 'hello.txt' }
const english = (text: string) => ({ LocalizedLabels: [{ Label: text, LanguageCode: 1033 }] })

let harness: Harness

beforeEach(async () => {
  harness = await createHarness({ seed: { accounts: [{ accountid: id, name: 'Contoso' }] } })
  await harness.send('POST', "EntityDefinitions(LogicalName='account')/Attributes", {
    body: {
      '@odata.type': 'Microsoft.Dynamics.CRM.FileAttributeMetadata',
      SchemaName: 'sample_File',
      DisplayName: english('File'),
      RequiredLevel: { Value: 'None' },
      MaxSizeInKB: 1,
    },
  })
})

const upload = (body: string, headers: Record<string, string> = named): Promise<Reply> =>
  harness.send('PATCH', column, { headers, body })
const download = (headers: Record<string, string> = {}): Promise<Reply> =>
  harness.send('GET', `${column}/$value`, { headers })
const call = async (action: string, body: object) => (await harness.send('POST', action, { body })).json

describe('a file', () => {
  test('is uploaded at once and read back, whole or in part', async () => {
    expect((await upload('hello file')).status).toBe(204)
    const whole = await download()
    expect([whole.status, whole.text]).toEqual([200, 'hello file'])
    expect(whole.headers.get('x-ms-file-name')).toBe('hello.txt')
    expect(whole.headers.get('x-ms-file-size')).toBe('10')
    const part = await download({ Range: 'bytes=6-100' })
    expect([part.status, part.text, part.headers.get('content-range')]).toEqual([206, 'file', 'bytes 6-9/10'])
    expect((await download({ Range: 'bytes=10-11' })).status).toBe(416)
  })

  test('comes as base64 where its column is asked for in full', async () => {
    await upload('hello file')
    const whole = await harness.send('GET', `${column}?size=full`)
    expect([whole.status, atob(whole.json.value)]).toEqual([200, 'hello file'])
    const part = await harness.send('GET', column, { headers: { Range: 'bytes=6-9/10' } })
    expect([part.status, atob(part.json.value), part.headers.get('content-range')]).toEqual([
      206,
      'file',
      'bytes 6-9/10',
    ])
    expect((await harness.send('GET', column)).json.value).toMatch(/^[\da-f-]{36}$/)
  })

  test('is an id and a name among the columns', async () => {
    await upload('hello file', { ...octets, 'x-ms-file-name': encodeURIComponent('Größe.txt') })
    const { json } = await harness.send('GET', `accounts(${id})?$select=sample_file,sample_file_name`)
    expect(json).toMatchObject({ sample_file: expect.stringMatching(/^[\da-f-]{36}$/), sample_file_name: 'Größe.txt' })
    expect((await harness.send('PATCH', `accounts(${id})`, { body: { sample_file: id } })).status).toBe(204)
    expect((await harness.send('GET', `accounts(${id})?$select=sample_file`)).json.sample_file).toBe(json.sample_file)
  })

  test('is deleted with its row, or alone', async () => {
    await upload('hello file')
    expect((await harness.send('DELETE', column)).status).toBe(204)
    expect((await download()).status).toBe(204)
    expect((await harness.send('GET', `accounts(${id})?$select=sample_file,sample_file_name`)).json).toMatchObject({
      sample_file: null,
      sample_file_name: null,
    })
    await upload('again')
    await harness.send('DELETE', `accounts(${id})`)
    expect(harness.environment.snapshot().rows.tables.map(({ name }) => name)).not.toContain('fileattachment')
  })

  test('is no larger than its column takes', async () => {
    const answer = await upload('x'.repeat(1025))
    expect([answer.status, answer.json.error.code]).toEqual([400, '0x80044a02'])
  })

  test('needs a name', async () => {
    expect((await upload('hello', octets)).status).toBe(400)
  })

  test('is kept in snapshots', async () => {
    await upload('hello file')
    const snapshot = JSON.parse(JSON.stringify(harness.environment.snapshot()))
    await harness.send('DELETE', column)
    harness.environment.restore(snapshot)
    expect((await download()).text).toBe('hello file')
  })

  test('is taken back with its change set', async () => {
    await upload('before')
    const part = (request: string, headers: string, body: string) =>
      `--c\r\nContent-Type: application/http\r\nContent-ID: ${request.length}\r\n\r\n${request} HTTP/1.1\r\n${headers}\r\n\r\n${body}\r\n`
    const patch = part(
      `PATCH /api/data/v9.2/${column}`,
      'Content-Type: application/octet-stream\r\nx-ms-file-name: b.txt',
      'after',
    )
    const wrong = part('POST /api/data/v9.2/accounts', 'Content-Type: application/json', '{"nope":1}')
    const answer = await harness.send('POST', '$batch', {
      headers: { 'content-type': 'multipart/mixed; boundary=b' },
      body: `--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n${patch}${wrong}--c--\r\n--b--\r\n`,
    })
    expect(answer.status).toBe(400)
    expect((await download()).text).toBe('before')
  })
})

describe('a file in chunks', () => {
  const begin = () =>
    harness.send('PATCH', `${column}?x-ms-file-name=big.txt`, { headers: { 'x-ms-transfer-mode': 'chunked' } })
  const chunk = (location: string, body: string, range: string) =>
    harness.send('PATCH', location, { headers: { ...octets, 'Content-Range': `bytes ${range}` }, body })

  test('is there with its last chunk', async () => {
    const begun = await begin()
    const location = begun.headers.get('location') ?? ''
    expect(begun.status).toBe(200)
    expect(location).toMatch(
      new RegExp(
        String.raw`^${root.replaceAll('.', String.raw`\.`)}/accounts\(${id}\)/sample_file\?sessiontoken=[\da-f-]{36}$`,
      ),
    )
    expect(begun.headers.get('x-ms-chunk-size')).toBe('4194304')
    expect((await chunk(location, 'hello', '0-4/10')).status).toBe(206)
    expect((await download()).status).toBe(204)
    expect((await chunk(location, ' file', '5-9/10')).status).toBe(204)
    expect((await download()).text).toBe('hello file')
    const { json } = await harness.send('GET', `accounts(${id})?$select=sample_file_name`)
    expect(json.sample_file_name).toBe('big.txt')
    expect((await chunk(location, 'x', '10-10/11')).json.error.code).toBe('0x80090017')
  })

  test('goes on where it was, at the column it began at', async () => {
    const location = (await begin()).headers.get('location') ?? ''
    expect((await chunk(location, ' file', '5-9/10')).status).toBe(416)
    expect((await chunk(location, 'hello', '0-9/10')).status).toBe(416)
    await harness.send('POST', 'accounts', { body: { accountid: id.replaceAll('a', 'b'), name: 'Fabrikam' } })
    expect((await chunk(location.replace(id, id.replaceAll('a', 'b')), 'hello', '0-4/10')).status).toBe(400)
  })
})

describe('messages of blocks', () => {
  const Target = { '@odata.type': 'Microsoft.Dynamics.CRM.account', accountid: id }

  test('upload, download and delete a file', async () => {
    const { FileContinuationToken } = await call('InitializeFileBlocksUpload', {
      Target,
      FileName: 'a.txt',
      FileAttributeName: 'sample_file',
    })
    for (const [BlockId, text] of [
      ['Mg==', ' file'],
      ['MQ==', 'hello'],
    ] as const) {
      await call('UploadBlock', { BlockId, BlockData: btoa(text), FileContinuationToken })
    }
    const committed = await call('CommitFileBlocksUpload', {
      FileName: 'a.txt',
      MimeType: 'text/plain',
      BlockList: ['MQ==', 'Mg=='],
      FileContinuationToken,
    })
    expect(committed).toMatchObject({ FileSizeInBytes: 10, FileId: expect.stringMatching(/^[\da-f-]{36}$/) })
    expect((await download()).headers.get('mimetype')).toBe('text/plain')
    const begun = await call('InitializeFileBlocksDownload', { Target, FileAttributeName: 'sample_file' })
    expect(begun).toMatchObject({ FileSizeInBytes: 10, FileName: 'a.txt', IsChunkingSupported: true })
    const block = await call('DownloadBlock', {
      Offset: 6,
      BlockLength: 4_194_304,
      FileContinuationToken: begun.FileContinuationToken,
    })
    expect(atob(block.Data)).toBe('file')
    await call('DeleteFile', { FileId: committed.FileId })
    expect((await call('InitializeFileBlocksDownload', { Target, FileAttributeName: 'sample_file' })).error.code).toBe(
      '0x80040217',
    )
  })

  test('refuse tokens and blocks that they do not know', async () => {
    const wrong = { BlockId: 'MQ==', BlockData: 'aGVsbG8=', FileContinuationToken: 'none' }
    expect((await call('UploadBlock', wrong)).error.code).toBe('0x80090017')
    const { FileContinuationToken } = await call('InitializeFileBlocksUpload', {
      Target,
      FileName: 'a.txt',
      FileAttributeName: 'sample_file',
    })
    const commit = { FileName: 'a.txt', MimeType: 'text/plain', BlockList: ['MQ=='], FileContinuationToken }
    expect((await call('CommitFileBlocksUpload', commit)).error.code).toBe('0x80090017')
    await call('UploadBlock', { ...wrong, FileContinuationToken })
    expect(await call('CommitFileBlocksUpload', commit)).toMatchObject({ FileSizeInBytes: 5 })
  })

  test('make a note with a document', async () => {
    const note = { '@odata.type': 'Microsoft.Dynamics.CRM.annotation', subject: 'Plan', filename: 'plan.txt' }
    const { FileContinuationToken } = await call('InitializeAnnotationBlocksUpload', { Target: note })
    await call('UploadBlock', { BlockId: 'MQ==', BlockData: btoa('plan'), FileContinuationToken })
    const { AnnotationId } = await call('CommitAnnotationBlocksUpload', {
      Target: note,
      BlockList: ['MQ=='],
      FileContinuationToken,
    })
    expect((await harness.send('GET', `annotations(${AnnotationId})/documentbody/$value`)).text).toBe(btoa('plan'))
    const begun = await call('InitializeAnnotationBlocksDownload', {
      Target: { '@odata.type': 'Microsoft.Dynamics.CRM.annotation', annotationid: AnnotationId },
    })
    expect(begun).toMatchObject({ FileName: 'plan.txt', FileSizeInBytes: 4 })
    const block = await call('DownloadBlock', {
      Offset: 0,
      BlockLength: 4,
      FileContinuationToken: begun.FileContinuationToken,
    })
    expect(atob(block.Data)).toBe('plan')
  })
})

describe('an image', () => {
  /** The header of a GIF of this size, which is all that is looked at. */
  const gif = (width: number, height: number): string =>
    btoa(`GIF89a${String.fromCharCode(width & 255, width >> 8, height & 255, height >> 8)}${'\0'.repeat(20)}`)

  test('is written in the body, read as base64 and as bytes, and cleared', async () => {
    const image = gif(16, 16)
    await harness.send('PATCH', `accounts(${id})`, { body: { entityimage: image } })
    const select = `accounts(${id})?$select=entityimage,entityimageid,entityimage_url`
    const { json } = await harness.send('GET', select)
    expect(json).toMatchObject({
      entityimage: image,
      entityimageid: expect.stringMatching(/^[\da-f-]{36}$/),
      entityimage_url: expect.stringContaining(`/Image/download.aspx?Entity=account&Attribute=entityimage&Id=${id}`),
    })
    expect((await harness.send('GET', `accounts(${id})/entityimage/$value`)).text).toMatch(/^GIF89a/)
    expect((await harness.send('GET', `accounts(${id})/entityimage/$value?size=full`)).status).toBe(204)
    expect((await harness.send('PUT', `accounts(${id})/entityimage`, { body: { value: null } })).status).toBe(204)
    expect((await harness.send('GET', select)).json).toMatchObject({ entityimage: null, entityimageid: null })
  })

  test('is refused where it is none, and not scaled where it is large', async () => {
    const write = async (entityimage: string) =>
      (await harness.send('POST', 'accounts', { body: { name: 'x', entityimage } })).json.error
    expect(await write(btoa('no image, for all that it is long'))).toMatchObject({ code: '0x80072553' })
    expect(await write('%')).toMatchObject({ code: '0x80072553' })
    expect(await write(gif(145, 10))).toMatchObject({ message: expect.stringContaining('145 x 10 pixels') })
  })
})
