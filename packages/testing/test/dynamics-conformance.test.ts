import { existsSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Expectation, Step } from '../conformance/case.ts'
import { type OpenDoor, openInProcess } from '../conformance/doors.ts'
import { runCase } from '../conformance/run-case.ts'

const file = new URL('../../../../shared/conformance/cases.json', import.meta.url)

interface SharedCase {
  readonly id: string
  readonly area: string
  readonly setup?: readonly Step[]
  readonly request: Step
  readonly expect: Expectation & { readonly note?: string }
}

const present = existsSync(file)
const cases: SharedCase[] = present ? JSON.parse(readFileSync(file, 'utf8')) : []

describe.skipIf(!present)('conformance cases (skipped where ../shared is absent)', () => {
  let open: OpenDoor
  beforeAll(async () => {
    open = await openInProcess()
  })

  test.each(cases.map((one) => [one.id, one.area, one.expect.note ?? '', one] as const))(
    '%s (%s): %s',
    async (_id, _area, _note, one) => {
      open.reset()
      expect(await runCase(open.door, one)).toBeUndefined()
    },
  )
})
