import { Fault } from '../fault.ts'

export const tooBig = (): Fault => new Fault(400, '0x80044a02', 'Attachment file size is too big.')

/** A token or blocks that are not known. */
export const invalidBlocks = (message: string): Fault => new Fault(400, '0x80090017', message)

export const missingFile = (column: string): Fault =>
  new Fault(404, '0x80040217', `No file attachment found for attribute: ${column}.`)
