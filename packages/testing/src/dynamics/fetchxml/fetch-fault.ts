import type { FetchXmlError } from '@dynamics-kit/odata'
import { Fault } from '../fault.ts'

/** Faults of FetchXML by what is wrong. */
interface FetchFaults {
  invalidXml(message?: string): Fault
  invalidArgument(message: string): Fault
  noEntity(name: string): Fault
  otherEntity(): Fault
  noAttribute(table: string, name: string): Fault
  badCondition(message: string): Fault
  attributeWithAggregate(): Fault
  invalidValue(message: string): Fault
  invalidAlias(message?: string): Fault
  noSuchAlias(name: string): Fault
  notPositive(): Fault
  unsupportedOperator(operator: string): Fault
  unsupportedJoin(linkType: string): Fault
  unsupportedFilter(): Fault
  duplicateAlias(): Fault
  highPage(): Fault
  tooManyConditions(): Fault
  tooManyLinks(): Fault
}

/** What the service says of FetchXML that it does not take (reference 23.2, 34.3). */
export const fetchFault: FetchFaults = {
  invalidXml: (message = 'Invalid XML.') => new Fault(400, '0x80040201', message),
  invalidArgument: (message: string) => new Fault(400, '0x80040203', message),
  noEntity: (name: string) =>
    new Fault(
      400,
      '0x80041102',
      `The entity with a name = '${name}' with namemapping = 'Logical' was not found in the MetadataCache.`,
    ),
  otherEntity: () =>
    new Fault(
      400,
      '0x80041128',
      'Entity Name specified in FetchXml does not match the Entity Name specified in the Entity or Query Expression.',
    ),
  noAttribute: (table: string, name: string) =>
    new Fault(
      400,
      '0x80041103',
      `'${table}' entity doesn't contain attribute with Name = '${name}' and NameMapping = 'Logical'.`,
    ),
  badCondition: (message: string) => new Fault(400, '0x80041106', message),
  attributeWithAggregate: () =>
    new Fault(400, '0x80041107', 'Attributes can not be returned when aggregate operation is specified.'),
  invalidValue: (message: string) => new Fault(400, '0x80041108', message),
  invalidAlias: (message = 'Invalid alias for aggregate operation.') => new Fault(400, '0x80041109', message),
  noSuchAlias: (name: string) =>
    new Fault(
      400,
      '0x8004110a',
      `The specified alias for the given entity in the condition does not exist. Alias = '${name}'.`,
    ),
  notPositive: () => new Fault(400, '0x8004110c', 'A value greater than zero must be specified.'),
  unsupportedOperator: (operator: string) =>
    new Fault(400, '0x80041120', `Unsupported condition operator. Operator = '${operator}'.`),
  unsupportedJoin: (linkType: string) =>
    new Fault(400, '0x80041121', `Unsupported join operator. Link type = '${linkType}'.`),
  unsupportedFilter: () => new Fault(400, '0x80041122', "Unsupported filter type. Valid values are 'and', or 'or'."),
  duplicateAlias: () => new Fault(400, '0x80041130', 'FetchXML should have unique aliases.'),
  highPage: () =>
    new Fault(
      400,
      '0x8004430a',
      'Over upper limit of records that can be requested without a paging cookie. A paging cookie is required when retrieving a high page number.',
    ),
  tooManyConditions: () => new Fault(400, '0x8004430c', 'Number of conditions in query exceeded maximum limit.'),
  tooManyLinks: () => new Fault(400, '0x8004430d', 'Number of link entities in query exceeded maximum limit.'),
}

/** The answer to a text that is no FetchXML. */
export function parseFault(error: FetchXmlError): Fault {
  switch (error.code) {
    case 'unknownOperator':
      return fetchFault.unsupportedOperator(error.found)
    case 'invalidValue':
      if (/link-type/.test(error.message)) return fetchFault.unsupportedJoin(error.found)
      return /type of filter/.test(error.message) ? fetchFault.unsupportedFilter() : invalid(error)
    default:
      return invalid(error)
  }
}

const invalid = ({ code, message }: FetchXmlError): Fault =>
  fetchFault.invalidXml(code === 'invalidXml' || code === 'tooDeep' ? 'Invalid XML.' : `Invalid XML. ${message}`)
