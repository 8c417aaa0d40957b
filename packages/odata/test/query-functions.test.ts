import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { type Operation, queryFunctions, readCsdl } from '../src/index.ts'

import { sharedData, WITHOUT_SHARED_DATA } from './shared-data.ts'

/** The newest of the documents; the oldest knows no multi-select columns. */
const file = sharedData('csdl/bcgov-rsbc-dmf-2023.xml.gz')

describe.skipIf(!file)(`query functions${file ? '' : ` (skipped: ${WITHOUT_SHARED_DATA})`}`, () => {
  const operations = file
    ? [...readCsdl(gunzipSync(readFileSync(file)).toString('utf8')).operations.values()].flat()
    : []
  const declared = operations.filter(({ parameters }) => parameters.some(({ name }) => name === 'PropertyName'))

  test('are those that real metadata declares, with their parameters', () => {
    const known = [...queryFunctions].map(([name, { parameters }]) => [
      name,
      ['PropertyName Edm.String', ...parameters.map((parameter) => `${parameter.name} ${parameter.type}`)],
    ])
    expect(Object.fromEntries(known)).toEqual(Object.fromEntries(declared.map((item) => [item.name, textsOf(item)])))
    expect(declared).toHaveLength(queryFunctions.size)
  })
})

function textsOf({ parameters }: Operation): string[] {
  return parameters.map(({ name, type }) => `${name} ${type.collection ? `Collection(${type.name})` : type.name}`)
}
