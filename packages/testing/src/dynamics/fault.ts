/** An answer that is an error: what the service says, in its own words and codes. */
export class Fault extends Error {
  override readonly name = 'Fault'
  readonly status: number
  /** `0x80040217`, or `0x0` and the empty text where the service says that. */
  readonly code: string
  readonly headers: Readonly<Record<string, string>>
  /** Annotations of the error document, for who asks for them. */
  readonly details: Readonly<Record<string, string>>

  constructor(
    status: number,
    code: string,
    message: string,
    headers: Readonly<Record<string, string>> = {},
    details: Readonly<Record<string, string>> = {},
  ) {
    super(message)
    this.status = status
    this.code = code
    this.headers = headers
    this.details = details
  }
}

/** Query and URL errors. */
export const badQuery = (message: string): Fault => new Fault(400, '0x80060888', message)

/** A body that cannot be taken, in the service's envelope for payload errors. */
export const badPayload = (set: string, message: string): Fault =>
  new Fault(
    400,
    '0x80048d19',
    `Error identified in Payload provided by the user for Entity :'${set}', For more information on this error please follow this help link https://go.microsoft.com/fwlink/?linkid=2195293 ----> InnerException : ${message}`,
  )

export const unknownProperty = (name: string, typeName: string): Fault =>
  badQuery(`Could not find a property named '${name}' on type '${typeName}'.`)

export const unknownSegment = (segment: string): Fault =>
  new Fault(404, '0x80060888', `Resource not found for the segment '${segment}'.`)

export const noSuchResource = (url: string): Fault =>
  new Fault(404, '', `No HTTP resource was found that matches the request URI '${url}'.`)

export const methodNotAllowed = (method: string): Fault =>
  new Fault(405, '0x80060888', `The requested resource does not support http method '${method}'.`)

/** The table does not have this message. */
export const unsupportedMessage = (message: 'Create' | 'Retrieve' | 'Update' | 'Delete', table: string): Fault =>
  new Fault(405, '0x80040800', `The '${message}' method does not support entities of type '${table}'.`)

/** The row is not there. */
export const noSuchRow = (table: string, id: string): Fault =>
  new Fault(404, '0x80040217', `${table} With Id = ${id} Does Not Exist`)

export const duplicateKey = (message = 'A record with matching key values already exists.'): Fault =>
  new Fault(412, '0x80040237', message)

export const validation = (code: string, message: string): Fault => new Fault(400, code, message)
