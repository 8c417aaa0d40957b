import { Fault } from '../fault.ts'

/** The JSON of a request body. @throws Fault 400 when it is none */
export function parseJsonBody(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Fault(
      400,
      '0x80048d19',
      "Error identified in Payload provided by the user for Entity :'', For more information on this error please follow this help link https://go.microsoft.com/fwlink/?linkid=2195293 ----> InnerException : Microsoft.OData.ODataException: Invalid JSON. The request body is not valid JSON.",
    )
  }
}
