import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ODataSyntaxError } from '../src/index.ts'
import { type OasisCase, readOasisCases } from './oasis-cases.ts'
import { ruleReaders } from './oasis-rules.ts'
import { sharedData, WITHOUT_SHARED_DATA } from './shared-data.ts'

const grammar = sharedData('abnf/odata-abnf-testcases.yaml')
const aggregation = sharedData('abnf/odata-aggregation-testcases.yaml')
const temporal = sharedData('abnf/odata-temporal-testcases.yaml')
const isThere = Boolean(grammar && aggregation && temporal)
const reason = isThere ? '' : ` (skipped: ${WITHOUT_SHARED_DATA})`

/** The list of what differs, and why, as people read it. */
const page = readFileSync(join(import.meta.dirname, '../docs/oasis-abnf.md'), 'utf8')
const listed = new Set([...page.matchAll(/^(?:taken {2}|refused) \w+ .*$/gmu)].map(([line]) => line))
const patterns = [...page.matchAll(/^- `\/(.*)\/`: /gmu)].map(([, source]) => new RegExp(source ?? '', 'u'))
const rulesLeftOut = [...page.matchAll(/^\| ((?:`[\w*]+` ?)+) *\|/gmu)].flatMap(([, names]) =>
  [...(names ?? '').matchAll(/[\w*]+/gu)].map(([name]) => new RegExp(`^${name.replace('*', '.*')}$`, 'u')),
)

const readCases = (...files: readonly (string | undefined)[]): readonly OasisCase[] =>
  files.flatMap((file) => (file === undefined ? [] : readOasisCases(readFileSync(file, 'utf8'))))

describe.skipIf(!isThere)(`the OASIS test cases${reason}`, () => {
  const cases = readCases(grammar, temporal)
  const relevant = cases.filter(({ rule }) => rule in ruleReaders)

  test('are of rules that are read, or listed as left out', () => {
    expect(cases).toHaveLength(853)
    const others = cases.filter(({ rule }) => !(rule in ruleReaders)).map(({ rule }) => rule)
    expect(others.filter((rule) => !rulesLeftOut.some((pattern) => pattern.test(rule)))).toEqual([])
    expect(rulesLeftOut.filter((pattern) => !others.some((rule) => pattern.test(rule)))).toEqual([])
  })

  test.each([...new Set(relevant.map(({ rule }) => rule))])(
    'of %s are taken and refused as they say, or listed as different',
    (rule) => {
      const lines = relevant.filter((item) => item.rule === rule && isDifferent(item)).map(lineOf)
      expect(lines.filter((line) => !listed.has(line))).toEqual([])
    },
  )

  test('differ where they are listed as different', () => {
    const lines = new Set(relevant.filter(isDifferent).map(lineOf))
    expect([...listed].filter((line) => !lines.has(line))).toEqual([])
  })
})

describe.skipIf(!isThere)(`the OASIS test cases of aggregation${reason}`, () => {
  const cases = readCases(aggregation)

  test('are taken and refused as they say, or fit a listed pattern', () => {
    expect(cases).toHaveLength(201)
    const different = cases.filter(isDifferent).map(({ input }) => input)
    expect(different.filter((input) => !patterns.some((pattern) => pattern.test(input)))).toEqual([])
    expect(patterns.filter((pattern) => !different.some((input) => pattern.test(input)))).toEqual([])
  })

  test('of filter, groupby and aggregate are among those that agree', () => {
    const agreed = cases.filter((item) => item.valid && !isDifferent(item)).map(({ input }) => input)
    for (const name of ['filter', 'groupby', 'aggregate']) {
      expect(agreed.filter((input) => input.includes(`$apply=${name}(`)).length).toBeGreaterThan(1)
    }
  })
})

function isDifferent({ rule, input, valid }: OasisCase): boolean {
  return isTaken(rule, input) !== valid
}

function isTaken(rule: string, input: string): boolean {
  const read = ruleReaders[rule]
  if (!read) throw new Error(`Nothing reads the rule ${rule}.`)
  try {
    return read(input) !== false
  } catch (error) {
    if (error instanceof ODataSyntaxError) return false
    throw error
  }
}

function lineOf({ rule, input, valid }: OasisCase): string {
  return `${valid ? 'refused' : 'taken  '} ${rule} ${input}`
}
