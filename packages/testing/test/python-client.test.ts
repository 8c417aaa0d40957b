// Every request of Microsoft's client for Python, over HTTPS, and what it reads out of the answers.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openHttps, type OpenDoor } from '../conformance/doors.ts'
import { type Exchange, runExchanges } from '../conformance/run-case.ts'

/**
 * What its version 0.1.0b11 sent when each of its operations was called once, in that order, and of the answers what it reads: ids
 * out of `OData-EntityId`, `Ids`, `value`, `@odata.nextLink`, paging cookies, parts of batches. Python and its packages cannot be had
 * everywhere that these tests run, so its requests are replayed. Ids are those of the run.
 *
 * @see https://github.com/microsoft/PowerPlatform-DataverseClient-Python
 */
const exchanges = JSON.parse(
  readFileSync(join(import.meta.dirname, 'python-client/exchanges.json'), 'utf8'),
) as readonly (Exchange & { readonly operation: string })[] // as written there

describe('Microsoft’s client for Python', () => {
  let door: OpenDoor
  let results: readonly (string | undefined)[]

  beforeAll(async () => {
    door = await openHttps()
    results = await runExchanges(door.door, exchanges)
  })
  afterAll(() => door.close())

  const operations = [...new Set(exchanges.map(({ operation }) => operation))]

  test.each(operations)('%s', (operation) => {
    const failures = exchanges.flatMap((exchange, index) => {
      const why = exchange.operation === operation ? results[index] : undefined
      return why === undefined ? [] : [`${exchange.method} ${exchange.path}: ${why}`]
    })
    expect(failures).toEqual([])
  })
})
