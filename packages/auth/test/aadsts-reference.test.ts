import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { aadstsExplanations } from '../src/aadsts.ts'

const file = new URL('../../../../shared/reference/entra-and-provisioning.md', import.meta.url)

interface Row {
  readonly number: number
  /** Marked as one that passes by itself after provisioning. */
  readonly passes: boolean
  /** Step that its fix begins with, where it names one. */
  readonly step: number | undefined
}

/** The rows of the reference's table: `| 7000215 R | invalid_client 401 | … | 1: paste the Value … |`. */
function rows(): readonly Row[] {
  if (!existsSync(file)) return []
  const text = readFileSync(file, 'utf8')
  const table = text.slice(text.indexOf('\n## 8. AADSTS codes'), text.indexOf('\n### 8.5 Service'))
  return [...table.matchAll(/^\| ([\d, /]+)( R)? \|.*\| ([^|]*) \|$/gm)].flatMap(([, numbers = '', mark, fix = '']) =>
    numbers.split(/[,/]/).map((number) => ({
      number: Number(number),
      passes: mark !== undefined,
      step: /^1\b/.test(fix) ? 1 : undefined,
    })),
  )
}

const service = [90033, 90055, 90006, 90012, 90024, 90025, 1000031, 100007]

describe.skipIf(!existsSync(file))(
  'the reference’s table of AADSTS numbers (skipped where ../shared is absent)',
  () => {
    test('is read', () => {
      expect(rows().length).toBeGreaterThan(90)
    })

    test.each(rows())('AADSTS$number is explained', ({ number, passes, step }) => {
      const explanation = aadstsExplanations.get(number)
      expect(explanation).toBeDefined()
      expect(explanation?.retryable ?? false).toBe(passes)
      expect([1, 3]).toContain(explanation?.step)
      expect(explanation?.step).toBe(step ?? explanation?.step)
    })
  },
)

test.each(service)('AADSTS%i of the service is explained', (number) => {
  expect(aadstsExplanations.has(number)).toBe(true)
})

test.each([...aadstsExplanations])('the fix of AADSTS%i is one to three sentences', (_, { fix }) => {
  expect(fix).toMatch(/^[A-Z].{15,}\.$/)
  expect(fix.split(/[.:] [A-Z]/).length).toBeLessThanOrEqual(4)
})
