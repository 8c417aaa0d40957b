import type { Expectation, Step } from '../case.ts'
import type { CaseRow } from './world.ts'

export const post = (path: string, body?: object, more: Partial<Step> = {}): Step => ({
  method: 'POST',
  path,
  ...(body ? { body } : {}),
  ...more,
})
export const patch = (path: string, body: object, more: Partial<Step> = {}): Step => ({
  method: 'PATCH',
  path,
  body,
  ...more,
})
export const get = (path: string, more: Partial<Step> = {}): Step => ({ method: 'GET', path, ...more })
export const remove = (path: string, more: Partial<Step> = {}): Step => ({ method: 'DELETE', path, ...more })

export const row = (set: string, body: object): CaseRow => ({ set, body })

export const shows = (json: object): Expectation => ({ status: 200, json })
