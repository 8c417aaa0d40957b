import * as fc from 'fast-check'
import type { Arbitrary } from 'fast-check'
import type { BatchChangeSet, BatchOperation, BatchRequestItem, BatchResponseItem } from '../src/index.ts'

/** Bodies with what ends lines, and with lines that are nearly boundaries. */
const body = fc
  .array(fc.constantFrom('\r', '\n', '\r\n', '-', '--', '--b', 'b', 'cs1_b', ' ', ':', '{"a":1}', 'é', '😀', ''), {
    maxLength: 12,
  })
  .map((texts) => texts.join(''))
  .filter((text) => !/(?:^|\n)--(?:b|cs\d_b)/u.test(text))

const headers = fc.array(
  fc.tuple(
    fc.constantFrom('Content-Type', 'Prefer', 'If-Match', 'x'),
    fc.constantFrom('a', 'W/"1"', 'a: b', '', 'a; b="c"'),
  ),
  { maxLength: 3 },
)
const contentId = fc.constantFrom('1', 'a-b', '42')
const operation = fc.record<BatchOperation, 'kind' | 'method' | 'target' | 'headers' | 'body'>(
  {
    kind: fc.constant('operation'),
    method: fc.constantFrom('GET', 'POST', 'patch'),
    target: fc.constantFrom(
      '/api/data/v9.2/accounts?$select=name',
      '$1/name',
      "https://contoso.crm.dynamics.com/x('a')",
    ),
    headers,
    body,
    contentId,
  },
  { requiredKeys: ['kind', 'method', 'target', 'headers', 'body'] },
)
const response = fc.record(
  {
    kind: fc.constant('response' as const),
    status: fc.integer({ min: 100, max: 599 }),
    reason: fc.constantFrom('OK', 'No Content', ''),
    headers,
    body,
    contentId,
  },
  { requiredKeys: ['kind', 'status', 'reason', 'headers', 'body'] },
)
export const arbitraryRequestItems: Arbitrary<BatchRequestItem[]> = fc.array(
  fc.oneof(
    operation,
    fc.record<BatchChangeSet>({ kind: fc.constant('changeSet'), operations: fc.array(operation, { maxLength: 3 }) }),
  ),
  { maxLength: 4 },
)
export const arbitraryResponseItems: Arbitrary<BatchResponseItem[]> = fc.array(
  fc.oneof(
    response,
    fc.record({ kind: fc.constant('changeSet' as const), responses: fc.array(response, { maxLength: 3 }) }),
  ),
  { maxLength: 4 },
)
