import type { Fetch } from '@dynamics-kit/client'
import { failure, json } from './recorded-fetch.ts'

/** What a request was, in one line. */
type Line = string

const done = () => new Response(null, { status: 204 })

/** The file columns of one row, as the documentation describes them (29): whole, in ranges and in blocks. */
export interface FileService {
  readonly fetch: Fetch
  readonly lines: Line[]
  /** Contents by path below the service root. */
  readonly files: Map<string, { name: string | null; bytes: Uint8Array<ArrayBuffer> }>
  /** Answers the next request whose line begins so, in place of the service. */
  intercept(start: string, answer: (request: Request) => Response | Promise<Response>): void
}

const ROOT = 'https://contoso.crm.dynamics.com/api/data/v9.2/'

export function fileService(): FileService {
  const lines: Line[] = []
  const files: FileService['files'] = new Map()
  const blocks = new Map<string, Uint8Array<ArrayBuffer>>()
  let pending: { path: string; name: string | null; parts: Uint8Array<ArrayBuffer>[] } | undefined
  let interception: { start: string; answer: (request: Request) => Response | Promise<Response> } | undefined

  async function patch(path: string, request: Request): Promise<Response> {
    const { headers } = request
    const name = headers.get('x-ms-file-name')
    const url = new URL(request.url)
    if (headers.get('x-ms-transfer-mode') === 'chunked') {
      pending = { path, name: url.searchParams.get('x-ms-file-name'), parts: [] }
      return new Response(null, {
        headers: { Location: `${ROOT}${path}?sessiontoken=t`, 'x-ms-chunk-size': '4194304' },
      })
    }
    const bytes = new Uint8Array(await request.arrayBuffer())
    if (url.searchParams.get('sessiontoken') !== 't' || pending === undefined) {
      files.set(path, { name, bytes })
      return done()
    }
    const [, first, last, total] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(headers.get('Content-Range') ?? '') ?? []
    const there = pending.parts.reduce((sum, part) => sum + part.length, 0)
    if (Number(first) !== there || Number(last) + 1 - there !== bytes.length) return failure(400, '0x0', 'Bad range')
    pending.parts.push(bytes)
    if (there + bytes.length < Number(total)) return new Response(null, { status: 206 })
    files.set(path, { name: pending.name, bytes: joined(pending.parts) })
    return done()
  }

  function get(path: string, { headers }: Request): Response {
    const file = files.get(path.replace('/$value', ''))
    if (file === undefined) return done()
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(headers.get('Range') ?? '') ?? []
    const bytes = first === undefined ? file.bytes : file.bytes.slice(Number(first), Number(last) + 1)
    return new Response(bytes, {
      status: first === undefined ? 200 : 206,
      headers: {
        'Content-Type': 'application/octet-stream',
        'x-ms-file-size': String(file.bytes.length),
        ...(first !== undefined && {
          'Content-Range': `bytes ${first}-${Number(first) + bytes.length - 1}/${file.bytes.length}`,
        }),
        ...(file.name !== null && { 'x-ms-file-name': file.name }),
        mimetype: 'application/pdf',
      },
    })
  }

  async function post(path: string, request: Request): Promise<Response> {
    const body = (await request.json()) as Record<string, string> & { BlockList: string[]; Target: object }
    lines[lines.length - 1] +=
      ` ${JSON.stringify({ ...body, BlockId: undefined, BlockData: undefined, BlockList: undefined })}`
    if (path === 'UploadBlock') {
      blocks.set(body['BlockId']!, new Uint8Array(Buffer.from(body['BlockData']!, 'base64')))
      return done()
    }
    if (path !== 'CommitFileBlocksUpload') return json({ FileContinuationToken: 'token' })
    files.set('committed', { name: body['FileName']!, bytes: joined(body.BlockList.map((id) => blocks.get(id)!)) })
    return json({ FileId: '25a17064-1ae7-e611-80f4-e0071b661f01', FileSizeInBytes: 1 })
  }

  return {
    lines,
    files,
    intercept: (start, answer) => {
      interception = { start, answer }
    },
    async fetch(request) {
      const path = decodeURIComponent(request.url.slice(ROOT.length)).replace(/\?.*$/, '')
      const extra = ['Range', 'Content-Range', 'x-ms-file-name', 'x-ms-transfer-mode', 'Content-Type'].flatMap(
        (name) => {
          const value = request.headers.get(name)
          return value === null ? [] : [`${name}: ${value}`]
        },
      )
      lines.push([`${request.method} ${decodeURIComponent(request.url.slice(ROOT.length))}`, ...extra].join(' | '))
      if (interception !== undefined && lines.at(-1)!.startsWith(interception.start)) {
        const { answer } = interception
        interception = undefined
        return answer(request)
      }
      if (request.method === 'PATCH') return patch(path, request)
      if (request.method === 'POST') return post(path, request)
      if (request.method === 'DELETE') files.delete(path)
      return request.method === 'GET' ? get(path, request) : done()
    },
  }
}

function joined(parts: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
