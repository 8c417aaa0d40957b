import { createClient } from '@dynamics-kit/client'
import type { Files, TransferProgress, UploadProgress } from '@dynamics-kit/client'
import { defineSchema } from '@dynamics-kit/odata'
import type { FileColumn, ImageColumn, KeyColumn, Table, TableShape, TextColumn } from '@dynamics-kit/odata'
import { describe, expect, test } from 'vitest'
import { ID } from './client-with.ts'
import { fakeClient } from './fake-client.ts'
import { fileService } from './file-service.ts'
import { failure } from './recorded-fetch.ts'

interface ContractTable extends TableShape {
  readonly entitySet: 'new_contracts'
  readonly logicalName: 'new_contract'
  readonly columns: {
    readonly new_contractid: KeyColumn
    readonly new_name: TextColumn
    readonly new_document: FileColumn
    readonly entityimage: ImageColumn
  }
  readonly navigation: object
}

const contracts: Table<ContractTable> = defineSchema<{ new_contract: ContractTable }>({
  new_contract: {
    entitySet: 'new_contracts',
    key: 'new_contractid',
    columns: { text: 'new_name', file: 'new_document', image: 'entityimage' },
  },
}).table('new_contract')

const MB = 1024 * 1024
const COLUMN = `new_contracts(${ID})/new_document`

/** Bytes that tell their place, so that a part in the wrong place is seen. */
function bytesOf(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length)
  for (let index = 0; index < length; index++) bytes[index] = index ^ (index >> 8) ^ (index >> 16)
  return bytes
}

function setUp() {
  const service = fileService()
  const { files } = createClient({ url: 'contoso.crm.dynamics.com', fetch: service.fetch })
  return { files, service }
}

async function* chunked(bytes: Uint8Array, size: number) {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size)
}

describe('an upload', () => {
  test('of a small file is one request', async () => {
    const { files, service } = setUp()
    const progress: TransferProgress[] = []
    await files.upload(contracts, ID, 'new_document', new File(['abc'], 'a.pdf'), {
      onProgress: (now) => progress.push(now),
    })
    expect(service.lines).toEqual([`PATCH ${COLUMN} | x-ms-file-name: a.pdf | Content-Type: application/octet-stream`])
    expect(service.files.get(COLUMN)).toEqual({ name: 'a.pdf', bytes: new TextEncoder().encode('abc') })
    expect(progress).toEqual([{ done: 3, total: 3 }])
  })

  test.each([
    ['bytes', (bytes: Uint8Array<ArrayBuffer>) => bytes],
    ['a blob', (bytes: Uint8Array<ArrayBuffer>) => new Blob([bytes])],
    ['a web stream of known size', (bytes: Uint8Array<ArrayBuffer>) => new Blob([bytes]).stream()],
    ['chunks of known size', (bytes: Uint8Array<ArrayBuffer>) => chunked(bytes, 100_000)],
  ])('of %s goes in ranges', async (_, content) => {
    const { files, service } = setUp()
    const bytes = bytesOf(9 * MB)
    const progress: TransferProgress[] = []
    await files.upload('new_contracts', ID, 'new_document', content(bytes), {
      fileName: 'Verträge.pdf',
      size: bytes.length,
      onProgress: (now) => progress.push(now),
    })
    const part = ' | x-ms-file-name: Vertr%C3%A4ge.pdf | Content-Type: application/octet-stream'
    expect(service.lines).toEqual([
      `PATCH ${COLUMN}?x-ms-file-name=Verträge.pdf | x-ms-transfer-mode: chunked`,
      `PATCH ${COLUMN}?sessiontoken=t | Content-Range: bytes 0-4194303/9437184${part}`,
      `PATCH ${COLUMN}?sessiontoken=t | Content-Range: bytes 4194304-8388607/9437184${part}`,
      `PATCH ${COLUMN}?sessiontoken=t | Content-Range: bytes 8388608-9437183/9437184${part}`,
    ])
    expect(Buffer.compare(service.files.get(COLUMN)!.bytes, bytes)).toBe(0)
    expect(progress).toEqual([4 * MB, 8 * MB, 9 * MB].map((done) => ({ done, total: 9 * MB })))
  })

  test('of a stream without a size goes in blocks', async () => {
    const { files, service } = setUp()
    const bytes = bytesOf(9 * MB)
    // The service is told of a block twice when its answer was lost.
    service.intercept('POST UploadBlock', () => Promise.reject(new TypeError('fetch failed')))
    await files.upload(contracts, ID, 'new_document', chunked(bytes, 1_000_000), { fileName: 'a.pdf' })
    expect(service.lines[0]).toBe(
      `POST InitializeFileBlocksUpload | Content-Type: application/json {"Target":{"@odata.type":"Microsoft.Dynamics.CRM.new_contract","new_contractid":"${ID}"},"FileName":"a.pdf","FileAttributeName":"new_document"}`,
    )
    expect(service.lines.filter((line) => line.startsWith('POST UploadBlock'))).toHaveLength(4)
    expect(service.lines.at(-1)).toContain('POST CommitFileBlocksUpload')
    expect(Buffer.compare(service.files.get('committed')!.bytes, bytes)).toBe(0)
  })

  describe('to resume', () => {
    /** Begins an upload of 9 MB whose stream breaks off after a block; gives its last token. */
    async function stopped(service: ReturnType<typeof fileService>, files: Files) {
      let resume = ''
      async function* breaking() {
        yield bytesOf(9 * MB).subarray(0, 4 * MB + 10)
        throw new Error('The disk is gone.')
      }
      const uploading = files.upload(contracts, ID, 'new_document', breaking(), {
        fileName: 'a.pdf',
        size: 9 * MB,
        resume: true,
        onProgress: (progress) => {
          resume = progress.resume ?? ''
        },
      })
      await expect(uploading).rejects.toThrow('The disk is gone.')
      service.lines.length = 0
      return resume
    }

    test.each(['bytes', 'a blob', 'a stream'])('goes on with %s, and sends what had arrived no more', async (kind) => {
      const { files, service } = setUp()
      const resume = await stopped(service, files)
      expect(resume).toMatch(/^upload \S+ 9437184 4194304 1 \S+ token$/)
      const bytes = bytesOf(9 * MB)
      const content = kind === 'bytes' ? bytes : kind === 'a blob' ? new Blob([bytes]) : chunked(bytes, 1_000_000)
      const dones: number[] = []
      await files.upload(contracts, ID, 'new_document', content, {
        fileName: 'a.pdf',
        size: 9 * MB,
        resume,
        onProgress: ({ done }) => dones.push(done),
      })
      expect(service.lines.filter((line) => line.startsWith('POST UploadBlock'))).toHaveLength(2)
      expect(service.lines.some((line) => line.startsWith('POST Initialize'))).toBe(false)
      expect(Buffer.compare(service.files.get('committed')!.bytes, bytes)).toBe(0)
      expect([dones[0], dones.at(-1)]).toEqual([4 * MB, 9 * MB])
    })

    test('begins anew when the service has forgotten it', async () => {
      const { files, service } = setUp()
      const resume = await stopped(service, files)
      service.intercept('POST UploadBlock', () => failure(400, '0x80090017', 'The token is unknown.'))
      await files.upload(contracts, ID, 'new_document', bytesOf(9 * MB), { fileName: 'a.pdf', resume })
      expect(Buffer.compare(service.files.get('committed')!.bytes, bytesOf(9 * MB))).toBe(0)
      service.intercept('POST UploadBlock', () => failure(400, '0x80090017', 'The token is unknown.'))
      const stream = chunked(bytesOf(9 * MB), MB)
      await expect(
        files.upload(contracts, ID, 'new_document', stream, { fileName: 'a.pdf', size: 9 * MB, resume }),
      ).rejects.toMatchObject({ dataverseCode: '0x80090017' })
    })

    test('takes a token of the same file only', async () => {
      const { files, service } = setUp()
      const resume = await stopped(service, files)
      const upload = (bytes: Uint8Array, token: string, id = ID) =>
        files.upload(contracts, id, 'new_document', bytes, { fileName: 'a.pdf', resume: token })
      await expect(upload(bytesOf(8 * MB + 5), resume)).rejects.toThrow(
        /^resume: is of new_contracts.* with 9437184 bytes/,
      )
      await expect(upload(bytesOf(9 * MB), resume, ID.replace('7', '8'))).rejects.toThrow(
        /^resume: is of new_contracts/,
      )
      await expect(upload(bytesOf(9 * MB), 'token')).rejects.toThrow(/^resume: takes the text/)
      await expect(
        files.upload('new_contracts', ID, 'new_document', bytesOf(6 * MB), { fileName: 'a.pdf', resume: true }),
      ).rejects.toThrow(/as an upload to resume needs it/)
      expect(service.lines).toEqual([])
    })

    test('tells its token by one call at a time, so that the one saved last is the furthest', async () => {
      const { files } = setUp()
      const waits = [0, 20, 1, 1]
      const saved: string[] = []
      await files.upload(contracts, ID, 'new_document', bytesOf(12 * MB), {
        fileName: 'a.pdf',
        resume: true,
        async onProgress({ resume = '' }: UploadProgress) {
          await new Promise((resolve) => setTimeout(resolve, waits.shift()))
          saved.push(resume.split(' ')[4] ?? '')
        },
      })
      expect(saved).toEqual(saved.toSorted())
      expect([saved.length, saved.at(-1)]).toEqual([4, '3'])
    })

    test('only puts the blocks together when all of them had arrived', async () => {
      const { files, service } = setUp()
      let resume = ''
      const options = {
        fileName: 'a.pdf',
        resume: true,
        onProgress: (now: UploadProgress) => (resume = now.resume ?? ''),
      } as const
      await files.upload(contracts, ID, 'new_document', bytesOf(9 * MB), options)
      service.lines.length = 0
      await files.upload(contracts, ID, 'new_document', bytesOf(9 * MB), { fileName: 'a.pdf', resume })
      expect(service.lines).toHaveLength(1)
      expect(Buffer.compare(service.files.get('committed')!.bytes, bytesOf(9 * MB))).toBe(0)
    })

    test('is one request where that is enough', async () => {
      const { files, service } = setUp()
      await files.upload(contracts, ID, 'new_document', bytesOf(3), { fileName: 'a.pdf', resume: true })
      expect(service.lines).toHaveLength(1)
    })
  })

  test('that is refused ends the reading of its stream', async () => {
    const { files, service } = setUp()
    service.intercept('PATCH', () => failure(400, '0x80044a02', 'Attachment file size is too big.'))
    let isClosed = false
    async function* endless() {
      try {
        for (;;) yield new Uint8Array(MB)
      } finally {
        isClosed = true
      }
    }
    await expect(
      files.upload(contracts, ID, 'new_document', endless(), { fileName: 'a.pdf', size: 400 * MB }),
    ).rejects.toMatchObject({ code: 'too-large' })
    expect(isClosed).toBe(true)
  })

  test('is ended by its signal', async () => {
    const { files, service } = setUp()
    const controller = new AbortController()
    await expect(
      files.upload(contracts, ID, 'new_document', bytesOf(12 * MB), {
        fileName: 'a.pdf',
        signal: controller.signal,
        onProgress: () => controller.abort(),
      }),
    ).rejects.toMatchObject({ code: 'aborted' })
    expect(service.lines).toHaveLength(2)
  })

  test.each([5 * MB, 7 * MB, 1 * MB])('of another size than was said is refused', async (size) => {
    const { files } = setUp()
    await expect(
      files.upload(contracts, ID, 'new_document', chunked(bytesOf(6 * MB), MB), { fileName: 'a.pdf', size }),
    ).rejects.toThrowError(RangeError)
  })

  test('needs a name, a column that takes files, and for a stream a size or a generated table', async () => {
    const { files, service } = setUp()
    await expect(files.upload(contracts, ID, 'new_document', new Uint8Array(1))).rejects.toThrow(/say the fileName/)
    await expect(
      // @ts-expect-error new_name is a column of text.
      files.upload(contracts, ID, 'new_name', new Uint8Array(1), { fileName: 'a' }),
    ).rejects.toThrow(/neither a file nor an image column/)
    await expect(
      files.upload('new_contracts', ID, 'new_document', chunked(bytesOf(5 * MB), MB), { fileName: 'a' }),
    ).rejects.toThrow(/say the size of the stream/)
    expect(service.lines).toEqual([])
  })
})

describe('a download', () => {
  test('is read range by range, as its stream is read', async () => {
    const { files, service } = setUp()
    const bytes = bytesOf(9 * MB)
    service.files.set(COLUMN, { name: 'Vertr%C3%A4ge.pdf', bytes })
    const progress: TransferProgress[] = []
    const file = await files.download(contracts, ID, 'new_document', { onProgress: (now) => progress.push(now) })
    expect(file).toMatchObject({ name: 'Verträge.pdf', type: 'application/pdf', size: 9 * MB })
    expect(service.lines).toEqual([`GET ${COLUMN}/$value | Range: bytes=0-4194303`])
    expect(Buffer.compare(await file!.bytes(), bytes)).toBe(0)
    expect(service.lines.slice(1)).toEqual([
      `GET ${COLUMN}/$value | Range: bytes=4194304-8388607`,
      `GET ${COLUMN}/$value | Range: bytes=8388608-12582911`,
    ])
    expect(progress).toEqual([4 * MB, 8 * MB, 9 * MB].map((done) => ({ done, total: 9 * MB })))
  })

  test('goes on where an earlier one stopped', async () => {
    const { files, service } = setUp()
    const bytes = bytesOf(6 * MB)
    service.files.set(COLUMN, { name: 'a.pdf', bytes })
    const file = await files.download(contracts, ID, 'new_document', { from: 5 * MB })
    expect(Buffer.compare(await file!.bytes(), bytes.subarray(5 * MB))).toBe(0)
    expect(service.lines).toEqual([`GET ${COLUMN}/$value | Range: bytes=5242880-9437183`])
  })

  test('asks again for a part whose connection breaks', async () => {
    const { files, service } = setUp()
    const bytes = bytesOf(5 * MB)
    service.files.set(COLUMN, { name: 'a.pdf', bytes })
    const file = await files.download(contracts, ID, 'new_document')
    service.intercept('GET', () => {
      const broken = new ReadableStream({
        pull: (controller) => controller.error(new TypeError('terminated')),
      })
      return new Response(broken, { status: 206, headers: { 'x-ms-file-size': String(5 * MB) } })
    })
    expect(Buffer.compare(await file!.bytes(), bytes)).toBe(0)
    expect(service.lines).toHaveLength(3)
  })

  test('of a file that is replaced meanwhile is an error', async () => {
    const { files, service } = setUp()
    service.files.set(COLUMN, { name: 'a.pdf', bytes: bytesOf(5 * MB) })
    const file = await files.download(contracts, ID, 'new_document')
    service.files.set(COLUMN, { name: 'b.pdf', bytes: bytesOf(6 * MB) })
    await expect(file!.bytes()).rejects.toMatchObject({ code: 'concurrency' })
  })

  test('that nobody reads further asks for no more', async () => {
    const { files, service } = setUp()
    service.files.set(COLUMN, { name: 'a.pdf', bytes: bytesOf(9 * MB) })
    const file = await files.download(contracts, ID, 'new_document')
    await file!.body.cancel()
    expect(service.lines).toHaveLength(1)
  })

  test('is null where there is no file', async () => {
    const { files } = setUp()
    expect(await files.download(contracts, ID, 'new_document')).toBeNull()
  })

  test('of an image is the full one, unless the thumbnail is wanted', async () => {
    const { files, service } = setUp()
    const image = `new_contracts(${ID})/entityimage`
    service.files.set(image, { name: null, bytes: bytesOf(3) })
    const file = await files.download(contracts, ID, 'entityimage')
    expect([file!.name, await file!.bytes()]).toEqual([undefined, bytesOf(3)])
    await files.download(contracts, ID, 'entityimage', { image: 'thumbnail' })
    expect(service.lines).toEqual([`GET ${image}/$value?size=full`, `GET ${image}/$value`])
  })
})

test('an image that is stored as a thumbnail only is that', async () => {
  const { files, service } = setUp()
  const image = `new_contracts(${ID})/entityimage`
  service.files.set(image, { name: null, bytes: bytesOf(3) })
  service.intercept(`GET ${image}/$value?size=full`, () => new Response(null, { status: 204 }))
  const file = await files.download(contracts, ID, 'entityimage')
  expect(await file!.bytes()).toEqual(bytesOf(3))
  expect(service.lines).toEqual([`GET ${image}/$value?size=full`, `GET ${image}/$value`])
})

test('an image comes back from the fake as it was sent', async () => {
  const { dynamics } = fakeClient({ accounts: [{ name: 'Contoso' }] })
  const id = String((await dynamics.from('accounts').select('accountid').single())['accountid'])
  const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
  const bytes = Uint8Array.from(Buffer.from(png, 'base64'))
  await dynamics.files.upload('accounts', id, 'entityimage', bytes, { fileName: 'contoso.png' })
  const file = await dynamics.files.download('accounts', id, 'entityimage', { image: 'thumbnail' })
  expect(await file!.bytes()).toEqual(bytes)
  await dynamics.files.delete('accounts', id, 'entityimage')
  expect(await dynamics.files.download('accounts', id, 'entityimage', { image: 'thumbnail' })).toBeNull()
})

test('a file is taken out of its column', async () => {
  const { files, service } = setUp()
  await files.delete(contracts, ID, 'new_document')
  expect(service.lines).toEqual([`DELETE ${COLUMN}`])
})

test.each([
  ['text', 'hello'],
  ['nothing', undefined],
  ['a list of numbers', [1, 2]],
  ['a response', {}],
])('content that is %s is refused before anything is sent', async (_, content) => {
  const { fake, dynamics } = fakeClient()
  const before = fake.requests.length
  await expect(
    dynamics.files.upload(contracts, ID, 'new_document', content as never, { fileName: 'a.txt' }),
  ).rejects.toThrow(
    new TypeError(
      'upload: content takes bytes, a Blob or a stream: new TextEncoder().encode(text) for text, await openAsBlob(path) for a file.',
    ),
  )
  expect(fake.requests).toHaveLength(before)
})
