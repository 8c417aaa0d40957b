import type { ServiceProtectionLimits } from '@dynamics-kit/testing'

const members: ReadonlySet<string> = new Set([
  'requests',
  'executionSeconds',
  'concurrent',
  'windowSeconds',
  'operationMilliseconds',
])

/** @throws TypeError for what is neither `off` nor limits */
export function readLimits(value: unknown): ServiceProtectionLimits | 'off' {
  if (value === 'off') return 'off'
  if (typeof value !== 'object' || value === null) throw new TypeError('limits: give "off", or an object of limits')
  for (const [name, limit] of Object.entries(value)) {
    if (!members.has(name)) throw new TypeError(`limits: there is no ${name}; there are ${[...members].join(', ')}`)
    if (typeof limit !== 'number' || !(limit > 0)) throw new TypeError(`${name}: give a number above 0`)
  }
  return value
}
