import { keyOf, readCsdl } from '@dynamics-kit/odata'
import { generate } from '@dynamics-kit/typegen'
import { describe, expect, test } from 'vitest'
import { documents, readDocument } from './shared-data.ts'

test.skipIf(documents.length > 0)('real documents are not on this machine (../shared/data/csdl)', () => {
  expect(documents).toEqual([])
})

describe.each(documents)('%s', (name) => {
  const model = readCsdl(readDocument(name))
  const { report } = generate(model)

  test('has every table with every column that can be one', () => {
    const tables = [...model.entitySets.values()].filter(
      ({ entityType }) => keyOf(model, entityType)[0] !== 'MetadataId',
    )
    expect(report.tables).toBe(tables.length)
    const reasons = new Set(report.skipped.map(({ what, reason }) => `${what.split(' ')[0]}: ${reason}`))
    expect([...reasons].toSorted()).toEqual(['column: type', 'table: metadata'])
    // Rights to customize, which are objects: all that is not a column's type.
    const left = report.skipped.filter(({ reason }) => reason === 'type').map(({ what }) => what.split('.')[1] ?? '')
    expect(left.filter((column) => !/^(?:is|can)/.test(column))).toEqual([])
  })
})
