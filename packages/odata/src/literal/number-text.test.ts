import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { plainNumberText } from '../index.ts'

test('a plain number text has all digits of a number, and no exponent', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const text = plainNumberText(value)
      expect(text).toMatch(/^-?\d+(?:\.\d+)?$/)
      expect(Number(text)).toBe(Object.is(value, -0) ? 0 : value)
    }),
  )
})

test.each([
  [1e-7, '0.0000001'],
  [5e-324, `0.${'0'.repeat(323)}5`],
  [-1.5e21, '-1500000000000000000000'],
  [-0, '0'],
  [9_007_199_254_740_993n, '9007199254740993'],
])('%s is %s', (value, text) => {
  expect(plainNumberText(value)).toBe(text)
})
