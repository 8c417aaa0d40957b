import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { featuresPage, notModelledPage } from '../conformance/pages.ts'
import { operationHandlers } from '../src/dynamics/operations/operations.ts'
import { unmodelledOperations } from '../src/dynamics/operations/unmodelled-operations.ts'
import { standardModel } from '../src/dynamics/schema/standard-model.ts'

const page = (name: string): string => readFileSync(new URL(`../docs/${name}`, import.meta.url), 'utf8')

test('the page of features is what the cases say', () => {
  expect(page('features.md')).toBe(featuresPage())
})

test('the page of what is not modelled is what the fake refuses', () => {
  expect(page('not-modelled.md')).toBe(notModelledPage())
})

test('every operation of the built-in schema is implemented, and none that is said to be missing', () => {
  const { operations } = standardModel()
  expect([...operations.keys()].filter((name) => !(name in operationHandlers))).toEqual([])
  expect([...unmodelledOperations.keys()].filter((name) => name in operationHandlers)).toEqual([])
})
