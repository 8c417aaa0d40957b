import type { ODataSyntaxError } from '@dynamics-kit/odata'
import { badQuery, type Fault } from '../fault.ts'

/** What the service says of a URL that its parser cannot read. */
export function syntaxFault(error: ODataSyntaxError): Fault {
  const { text, offset, expected } = error
  switch (error.code) {
    case 'unterminatedLiteral':
      return badQuery(`There is an unterminated literal at position ${offset} in '${text}'.`)
    case 'unrecognizedLiteral':
      return badQuery(`Unrecognized 'Edm.String' literal '${error.token}' at '${offset}' in '${text}'.`)
    case 'invalidJson':
      return badQuery(
        expected.includes("','")
          ? "Invalid JSON. A comma character ',' was expected in scope 'Array'. Every two elements in an array and properties of an object must be separated by commas."
          : 'Invalid JSON. An unexpected token was found.',
      )
    case 'repeatedOption':
      return badQuery(
        `Query option '${error.token}' was specified more than once, but it must be specified at most once.`,
      )
    case 'invalidOption':
      return badQuery(`Invalid value '${text}' for ${error.option ?? 'a'} query option found.`)
    case 'unsupportedTransformation':
      return badQuery(`The $apply transformation at position ${offset} in '${text}' is not supported.`)
    case 'tooDeep':
      return badQuery('Recursion limit exceeded.')
    case 'unexpectedEnd':
    case 'unexpectedToken':
      if (error.option === undefined) return badQuery('Bad Request - Error in query syntax.')
      return badQuery(
        expected.includes("')'") || expected.includes("','")
          ? `')' or ',' expected at position ${offset} in '${text}'.`
          : `Syntax error at position ${offset} in '${text}'.`,
      )
    default:
      return badQuery('Bad Request - Error in query syntax.')
  }
}
