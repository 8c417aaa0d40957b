import { BatchError } from './batch-error.ts'

const MULTIPART = /^\s*multipart\/mixed\s*(?:;|$)/iu
const BOUNDARY = /;\s*boundary\s*=\s*(?:"([^"\\]*(?:\\.[^"\\]*)*)"|([^\s;"]+))/iu

/**
 * The media type of a batch with this boundary: `multipart/mixed; boundary="batch_1"`.
 *
 * @throws TypeError when the boundary is none: 1 to 70 letters, digits and some signs (RFC 2046, 5.1.1).
 */
export function batchContentType(boundary: string): string {
  return `multipart/mixed; boundary="${checkedBoundary(boundary)}"`
}

/** Tells whether a media type is the one of batches and change sets. */
export function isMultipart(contentType: string): boolean {
  return MULTIPART.test(contentType)
}

/** The boundary that a media type names, with quotes or without. @throws BatchError `missingBoundary` */
export function boundaryOf(contentType: string, part?: number): string {
  const match = isMultipart(contentType) ? BOUNDARY.exec(contentType) : null
  const boundary = match?.[1]?.replace(/\\(.)/gu, '$1') ?? match?.[2] ?? ''
  if (boundary === '') throw new BatchError('missingBoundary', 'its media type names no boundary', part)
  return boundary
}

// RFC 2046, 5.1.1; without the space, which may stand inside.
const BOUNDARY_TEXT = /^[\w'()+,\-./:=?]{1,70}$/u

/** @throws TypeError when the text can be no boundary. */
export function checkedBoundary(boundary: string): string {
  if (!BOUNDARY_TEXT.test(boundary)) throw new TypeError('A boundary has 1 to 70 letters, digits and "\'()+_,-./:=?".')
  return boundary
}
