/** Where an upload in blocks goes on. */
export interface UploadPlace {
  /** What the service calls it: its `FileContinuationToken`. */
  readonly session: string
  /** What the ids of blocks are counted from. */
  readonly firstBlock: string
  /** Blocks from the beginning that have arrived. */
  readonly blocks: number
}

/** What a place is of: another file, or another column, has another one. */
export interface UploadSubject {
  /** `accounts(…)/new_contract` */
  readonly path: string
  /** Bytes of the file, where they are known. */
  readonly total: number | undefined
  /** Bytes of a block. */
  readonly blockSize: number
}

/** `upload accounts(…)/new_contract 25000000 4194304 3 8c5e… …`: opaque to callers. */
export function uploadToken({ path, total, blockSize }: UploadSubject, place: UploadPlace): string {
  return ['upload', path, total ?? '?', blockSize, place.blocks, place.firstBlock, place.session].join(' ')
}

const TOKEN = /^upload (\S+) (\d+|\?) (\d+) (\d{1,9}) ([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}) (.+)$/

/** @throws TypeError for what is no token, or one of another file. */
export function readUploadToken(token: string, { path, total, blockSize }: UploadSubject): UploadPlace {
  const [, ofPath, ofTotal, ofBlockSize, blocks, firstBlock, session] = TOKEN.exec(token.trim()) ?? []
  if (firstBlock === undefined || session === undefined || Number(ofBlockSize) !== blockSize) {
    throw new TypeError('resume: takes the text that onProgress of an earlier upload was given, or true to begin one.')
  }
  if (ofPath !== path || ofTotal !== String(total ?? '?')) {
    throw new TypeError(
      `resume: is of ${ofPath} with ${ofTotal} bytes, and this is ${path} with ${total ?? '?'}; give it to the same file, or true to begin.`,
    )
  }
  return { session, firstBlock, blocks: Number(blocks) }
}
