// What a page loads before it can read rows, and how much code that is: bundles of the built packages, minified.
import { expect, test } from 'vitest'
import { bundleSizes } from '../bench/client/bundle-size.ts'
import { unbuilt } from './support/unbuilt.ts'

const missing = unbuilt('odata', 'client')

/** Bytes of gzip that a program may load, the program itself among them. Smaller is better: lower it when it gets smaller. */
const MOST: Readonly<Record<string, number>> = {
  'client: rows by name': 16_450,
  'client: generated table': 26_450,
  'client: retrieve and create': 23_550,
}

test.skipIf(missing !== '')(`a small program loads little of the client${missing}`, async () => {
  const sizes = await bundleSizes()
  const over = sizes.filter(({ name, loadedGzip }) => loadedGzip > (MOST[name] ?? Number.POSITIVE_INFINITY))
  expect(over).toEqual([])
  // What a query needs is there from the start: nothing is loaded between it and its rows.
  const rows = sizes.find(({ name }) => name === 'client: rows by name')
  expect(rows?.loadedGzip).toBe(rows?.firstGzip)
})
