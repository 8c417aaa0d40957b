import { expect, test } from 'vitest'
import { killRun } from './kill-run.ts'

test('no answered write is lost when the emulator is killed under load', async () => {
  const { acknowledged, lost } = await killRun(3)
  expect(lost).toEqual([])
  expect(acknowledged).toBeGreaterThan(0)
}, 120_000)
