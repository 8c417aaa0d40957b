import { expect, test } from 'vitest'
import { payloadProblem } from './payload-problem.ts'

const from = (text: string): string =>
  `Error identified in Payload provided by the user for Entity :'accounts', For more information on this error please follow this help link https://go.microsoft.com/fwlink/?linkid=2195293 ----> InnerException : ${text}`

test.each([
  [
    "Microsoft.Crm.CrmException: Invalid property 'nam' was found in entity 'Microsoft.Dynamics.CRM.account'. ---> Microsoft.OData.ODataException: Does not support untyped value in non-open type.",
    'the table account has no column nam',
  ],
  [
    "Microsoft.OData.ODataException: An undeclared property 'parentcustomerid' which only has property annotations in the payload but no property value was found in the payload.",
    'the table has no navigation property parentcustomerid',
  ],
  [
    "Microsoft.OData.ODataException: Cannot convert the literal 'a secret' to the expected type 'Edm.Decimal'.",
    'a value is no Edm.Decimal, as its column wants',
  ],
  ['Microsoft.OData.ODataException: something else', undefined],
])('%s', (text, problem) => {
  expect(payloadProblem(from(text))).toBe(problem)
})
