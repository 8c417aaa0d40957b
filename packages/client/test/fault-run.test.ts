import { expect, test } from 'vitest'
import { runWithFaults } from './fault-run/run.ts'

// The whole of it, 100,000 operations: node --conditions=source packages/client/test/fault-run/main.ts
test('mixed operations on a failing service come to exactly what was intended', async () => {
  const { wrong, faults, requests, waits, rows } = await runWithFaults(1200, 20_240_405, 24)
  expect(wrong).toEqual([])
  expect(rows).toBeGreaterThan(200)
  const struck = Object.values(faults).reduce((sum, count) => sum + count, 0)
  expect(struck / requests).toBeGreaterThan(0.15)
  expect(Math.min(...Object.values(faults))).toBeGreaterThan(0)
  // Nothing is sent before its time, nor decided to wait longer than was asked; when timers fire is up to the machine.
  expect(waits.shortest).toBeGreaterThanOrEqual(0.99)
  expect(waits.decided).toBeLessThanOrEqual(1.1)
}, 120_000)
